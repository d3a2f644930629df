"""Open data: an edition of a plan (its live state or a release) as files that other programs read."""

from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.forms import FORMS, Form, form
from qualicity.release.exports.shape import TABLES, Field, Reference, Table

__all__ = ["FORMS", "TABLES", "Edition", "Field", "Form", "Reference", "Table", "form", "tables"]
