"""The report of a plan: one content for each audience, typeset as PDF or written as DOCX."""

from qualicity.release.report.content import content
from qualicity.release.report.differences import Since, since
from qualicity.release.report.fitted import fitted
from qualicity.release.report.shape import AUDIENCES, Audience, Report

__all__ = ["AUDIENCES", "Audience", "Report", "Since", "content", "fitted", "since"]
