"""What all declarations of a plan folder are made of: ids, codes, periods, sources."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from qualicity.errors import QualicityError, Text
from qualicity.plan.period import parse_period


def _period(text: str) -> str:
    try:
        parse_period(text)
    except QualicityError as error:
        raise ValueError(error.text.en) from None
    return text


def known_zone(text: str) -> str:
    """A time zone's name, as the IANA database has it.

    Errors: `ValueError` for one that it has not.
    """
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"unknown time zone '{text}': write one as Asia/Shanghai, America/Toronto or UTC"
        ) from None
    return text


def regular(pattern: str) -> str:
    """A pattern that is a regular expression; a ValueError otherwise."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"'{pattern}' is not a regular expression: {error}") from None
    return pattern


def _text_of_number(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


ID_FORM = r"[A-Za-z0-9][A-Za-z0-9._-]*"
Id = Annotated[str, BeforeValidator(_text_of_number), Field(pattern=f"^{ID_FORM}$")]
Code = Annotated[str, BeforeValidator(_text_of_number)]
TimePeriod = Annotated[str, BeforeValidator(_text_of_number), AfterValidator(_period)]


class Frozen(BaseModel):
    """Base of all declarations: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Source(Frozen):
    """Where a statement comes from."""

    title: str
    url: str | None = None
    quote: str | None = None
    licence: str | None = None
    released: date | None = None
    note: Text | None = None


class Named(Frozen):
    """Something with an id and a bilingual title."""

    id: Id
    title: Text
    note: Text | None = None
