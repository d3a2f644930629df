"""What a page of a plan binds to the data: `{{ figure INDICATOR PERIOD … }}` or `{{ status TARGET … }}`, and what it claims.

    {{ figure pm25-mean 2016 definition=published-unstated is 73 }}
    {{ expect figure heavy-pollution-day-count 2017 definition=published-unstated < 47 }}
    {{ status pm25-mean is achieved }}

A figure prints its value, a status its word; `expect` prints nothing and only holds the prose to its claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from qualicity.errors import Place, Text, did_you_mean

Relation = Literal["is", "<", "<=", ">", ">="]
Kind = Literal["figure", "status"]
StatusCode = Literal["achieved", "on_course", "at_risk", "off_course", "missed", "not_due", "cannot_judge"]
NO_VALUE = "no_value"
"""Claimed of a figure that is known to have no value."""

BRACES = re.compile(r"\{\{[^\n]*?\}\}")
_TOKEN = re.compile(
    r'(?P<key>[a-z]+)=(?:"(?P<words>[^"]*)"|(?P<word>[^\s"]+))|"(?P<quoted>[^"]*)"|[<>]=?|[≤≥]|[^\s"<>≤≥]+|"'
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_OPTIONS = ("definition", "area", "by", "decimals", "unit")
_SAME = {"≤": "<=", "≥": ">="}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says of a figure or verdict: a relation to a number, to a grade or status in words, or `no_value`."""

    relation: Relation
    said: Decimal | str

    def __str__(self) -> str:
        return str(self.said) if self.relation == "is" else f"{self.relation} {self.said}"


@dataclass(frozen=True, slots=True)
class Binding:
    """One `{{ … }}`: the figure of an indicator for a period, or a target's status; `shown` unless only expected.

    `source` is what stands in the page, `place` where. `definition` None means the indicator's only one, `area` None the
    plan's own, `by` an organisation's id or an authority's words. `decimals` rounds what is shown and what is compared.
    """

    kind: Kind
    name: str
    period: str
    source: str
    place: Place
    shown: bool = True
    definition: str | None = None
    area: str | None = None
    by: str | None = None
    decimals: int | None = None
    unit: bool = True
    claim: Claim | None = None


class BindingError(Exception):
    """What is wrong with a binding: so many characters behind its start, with a code and words."""

    def __init__(self, at: int, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.at, self.code, self.text = at, code, text


@dataclass(slots=True)
class _Tokens:
    """What stands between the braces, token by token."""

    source: str
    rest: list[re.Match[str]]

    @property
    def at(self) -> int:
        """Where the next one stands, or the closing braces."""
        return self.rest[0].start() if self.rest else len(self.source) - 2

    def take(self, code: str, missing: Text) -> re.Match[str]:
        """The next one. Errors: `BindingError` where there is none."""
        if not self.rest:
            raise BindingError(self.at, code, missing)
        return self.rest.pop(0)


def parse_binding(source: str, place: Place) -> Binding:
    """What a `{{ … }}` says.

    Errors: `BindingError` for what cannot be read; whether the names in it exist is `check_pages`' work.
    """
    tokens = _Tokens(source, list(_TOKEN.finditer(source, 2, len(source) - 2)))
    shown = not (tokens.rest and tokens.rest[0][0] == "expect")
    if not shown:
        tokens.rest.pop(0)
    kind = _kind(tokens)
    what = Text("an indicator", "指标") if kind == "figure" else Text("a target", "目标")
    name = _word(tokens, Text(f"'{kind}' needs {what.en}", f"“{kind}”之后应写{what.get('zh')}"))
    period = ""
    if kind == "figure":
        needs = Text(
            f"'figure {name}' needs a period, such as 2016", f"“figure {name}”之后应写时期，例如 2016"
        )
        period = _word(tokens, needs)
    options = _options(tokens, kind)
    claim = _claim(tokens, kind) if tokens.rest else None
    if not shown and claim is None:
        told = Text("'expect' needs a claim, such as '< 90'", "“expect”须写出断言，例如“< 90”")
        raise BindingError(tokens.at, "binding-claim", told)
    return Binding(kind, name, period, source, place, shown, claim=claim, **options)  # type: ignore[arg-type]


def _kind(tokens: _Tokens) -> Kind:
    forms = Text(
        "write '{{ figure INDICATOR PERIOD }}' or '{{ status TARGET }}'",
        "请写作“{{ figure 指标 时期 }}”或“{{ status 目标 }}”",
    )
    token = tokens.take("binding-kind", forms)
    if token[0] not in get_args(Kind):
        near = did_you_mean(token[0], (*get_args(Kind), "expect"))
        told = Text(
            f"'{token[0]}' is nothing that can be bound{near.en}: {forms.en}",
            f"无法识别“{token[0]}”{near.zh}：{forms.zh}",
        )
        raise BindingError(token.start(), "binding-kind", told)
    return "figure" if token[0] == "figure" else "status"


def _word(tokens: _Tokens, missing: Text) -> str:
    token = tokens.rest[0] if tokens.rest else None
    if (
        token is None
        or token["key"]
        or token["quoted"] is not None
        or token[0][0] in "<>≤≥"
        or token[0] == "is"
    ):
        raise BindingError(tokens.at, "binding-name", missing)
    return tokens.rest.pop(0)[0]


def _options(tokens: _Tokens, kind: Kind) -> dict[str, str | int | bool]:
    found: dict[str, str | int | bool] = {}
    while tokens.rest and tokens.rest[0]["key"]:
        token = tokens.rest.pop(0)
        key, said = token["key"], token["words"] if token["words"] is not None else token["word"]
        if kind == "status" or key not in _OPTIONS:
            known = _OPTIONS if kind == "figure" else ()
            near = did_you_mean(key, known)
            told = Text(f"'{kind}' takes no '{key}'{near.en}", f"“{kind}”没有选项“{key}”{near.zh}")
            raise BindingError(token.start(), "binding-option", told)
        if key in found:
            told = Text(f"'{key}' stands twice", f"“{key}”出现两次")
            raise BindingError(token.start(), "binding-option", told)
        if key == "decimals" and not re.fullmatch(r"\d|1[0-2]", said):
            told = Text(f"'{said}' is no number of decimals, 0 to 12", f"“{said}”不是小数位数（0—12）")
            raise BindingError(token.start(), "binding-option", told)
        if key == "unit" and said != "no":
            told = Text("write 'unit=no' to leave the unit out", "如不显示单位，请写“unit=no”")
            raise BindingError(token.start(), "binding-option", told)
        found[key] = int(said) if key == "decimals" else False if key == "unit" else said
    return found


def _claim(tokens: _Tokens, kind: Kind) -> Claim:
    token = tokens.rest.pop(0)
    relation = _SAME.get(token[0], token[0])
    if relation not in get_args(Relation):
        near = did_you_mean(token[0], ["is", *_OPTIONS])
        told = Text(
            f"'{token[0]}' is not understood here{near.en}: options are written KEY=VALUE, a claim as 'is', '<', '<=', "
            "'>' or '>='",
            f"此处无法识别“{token[0]}”{near.zh}：选项写作 键=值，断言写作“is”“<”“<=”“>”或“>=”",
        )
        raise BindingError(token.start(), "binding-claim", told)
    if kind == "status" and relation != "is":
        told = Text("a status is claimed with 'is'", "对结论的断言只用“is”")
        raise BindingError(token.start(), "binding-claim", told)
    missing = Text(f"'{relation}' needs what is claimed", f"“{relation}”之后应写断言的内容")
    said = tokens.take("binding-claim", missing)
    if tokens.rest:
        more = tokens.rest[0]
        told = Text(
            f"'{more[0]}' is too much: nothing stands behind a claim",
            f"“{more[0]}”多余：断言之后不应再有内容",
        )
        raise BindingError(more.start(), "binding-claim", told)
    return Claim(relation, _claimed(said, kind, relation))  # type: ignore[arg-type]


def _claimed(said: re.Match[str], kind: Kind, relation: str) -> Decimal | str:
    if kind == "status":
        return said[0]
    if _NUMBER.fullmatch(said[0]):
        return Decimal(said[0])
    if relation == "is" and (said["quoted"] is not None or said[0] == NO_VALUE):
        return said["quoted"] or said[0]
    told = Text(
        f"'{said[0]}' is not a number; write 1234.5, or after 'is' a grade in quotation marks or {NO_VALUE}",
        f"“{said[0]}”不是数字；请写作 1234.5，或在“is”之后写带引号的等级或 {NO_VALUE}",
    )
    raise BindingError(said.start(), "binding-claim", told)
