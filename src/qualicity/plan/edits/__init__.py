"""A plan's folder changed from forms: which fields may be changed, and their YAML with everything else kept.

`fields` says what may be changed, `edit` makes the texts of the files with edits, `splice` changes one place of a text,
`trial` lays the changed folder beside the real one, `writing` puts it in its place, `git` records it.
"""

from qualicity.plan.edits.diff import FileDiff, diff, diff_of
from qualicity.plan.edits.edit import (
    MAIN,
    WHOLE,
    Edit,
    Files,
    applied,
    at_fields,
    edit_of,
    place_of,
    touched,
    value_of,
)
from qualicity.plan.edits.fields import KINDS, ONE, Field, Kind, KindName
from qualicity.plan.edits.splice import NotEditableError
from qualicity.plan.edits.trial import inside, trial
from qualicity.plan.edits.writing import NotWritableError, StaleError, locked, stale, write

__all__ = [
    "KINDS",
    "MAIN",
    "ONE",
    "WHOLE",
    "Edit",
    "Field",
    "FileDiff",
    "Files",
    "Kind",
    "KindName",
    "NotEditableError",
    "NotWritableError",
    "StaleError",
    "applied",
    "at_fields",
    "diff",
    "diff_of",
    "edit_of",
    "inside",
    "locked",
    "place_of",
    "stale",
    "touched",
    "trial",
    "value_of",
    "write",
]
