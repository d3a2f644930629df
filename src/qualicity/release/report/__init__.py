"""The report of a plan: one content for each audience, typeset as PDF or written as DOCX."""

from qualicity.release.report.content import content, first_day
from qualicity.release.report.differences import Since, before, since, since_release
from qualicity.release.report.fitted import fitted
from qualicity.release.report.shape import AUDIENCES, TITLES, Audience, Report

__all__ = [
    "AUDIENCES",
    "TITLES",
    "Audience",
    "Report",
    "Since",
    "before",
    "content",
    "first_day",
    "fitted",
    "since",
    "since_release",
]
