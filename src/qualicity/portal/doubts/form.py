"""The form of a doubt: its fields in plain words, and the token that stands in for cookies."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from qualicity.errors import Lang
from qualicity.portal.doubts.about import About
from qualicity.portal.doubts.kinds import KINDS

SHORTEST, LONGEST = 10, 2000
VALID = 24 * 3600
"""Seconds that a form may stay open."""
_SALT = "doubt form"
_TRAP = "homepage"
"""A field that people do not see and that programs fill in."""
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that make a text read otherwise than it is written."""


def plain(text: str) -> str:
    """A text without what a page should not hold: control characters and such as turn its direction."""
    lines = _TURNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") else " " for c in lines)


class DoubtForm(forms.Form):
    """What a reader sends, with what is wrong beside each field."""

    def __init__(self, lang: Lang, sent: Mapping[str, str] | None = None) -> None:
        kept = None if sent is None else {k: plain(str(v)) for k, v in sent.items()}
        super().__init__(kept)
        self.fields = _fields(lang)

    def clean(self) -> dict[str, Any]:
        """Nothing may stand in the trap."""
        said = self.cleaned_data
        if said.get(_TRAP):
            self.add_error(_TRAP, _("Leave this field empty: only programs fill it in."))
        return said


def _fields(lang: Lang) -> dict[str, forms.Field]:
    long = _("At most %(n)s characters; there are more.")
    return {
        "kind": forms.ChoiceField(
            choices=[(k, t.get(lang)) for k, t in KINDS.items()],
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one.")),
        ),
        "text": forms.CharField(
            min_length=SHORTEST,
            max_length=LONGEST,
            error_messages={
                "required": _("Say what you doubt, and why."),
                "min_length": _("Say a little more: at least %(n)s characters.") % {"n": SHORTEST},
                "max_length": long % {"n": LONGEST},
            },
        ),
        "evidence": forms.CharField(
            required=False,
            max_length=500,
            validators=[URLValidator(schemes=["http", "https"], message=_bad_link())],
            error_messages={"max_length": long % {"n": 500}},
        ),
        "email": forms.EmailField(
            max_length=254,
            error_messages={
                "required": _(
                    "An e-mail address is needed, so that the office can ask back. It is never shown."
                ),
                "invalid": _("That is no e-mail address. One looks like name@example.org."),
                "max_length": long % {"n": 254},
            },
        ),
        "name": forms.CharField(
            required=False, max_length=100, error_messages={"max_length": long % {"n": 100}}
        ),
        "name_shown": forms.BooleanField(required=False),
        _TRAP: forms.CharField(required=False),
    }


def _bad_link() -> str:
    return _("That is no link. One begins with https://")


def token_of(plan: str, about: About) -> str:
    """A token for one form about one thing: signed, with the time and a number that counts once."""
    return signing.dumps({"n": secrets.token_urlsafe(18), "p": plan, "a": about.query}, salt=_SALT)


def nonce_of(token: str, plan: str, about: About) -> str:
    """The number of a token; "" where it is none of ours, of another form, or too old."""
    try:
        said = signing.loads(plain(token), salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return ""
    except Exception:  # a signature of ours never fails to be read; what else does is none
        return ""
    same = isinstance(said, dict) and said.get("p") == plan and said.get("a") == about.query
    return str(said["n"]) if same else ""
