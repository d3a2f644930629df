"""What a declaration that does not fit its model is told, in both languages, at its place."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel

from qualicity.errors import Problem, Text, did_you_mean
from qualicity.plan.yamlfile import YamlFile

Loc = tuple[str | int, ...]


def problem(model: type[BaseModel], item: Any, path: Loc, file: YamlFile) -> Problem:
    """One pydantic error → one problem at the key (unknown, missing) or the value (all others)."""
    kind, shown = item["type"], _show(item.get("input"))
    name = str(path[-1]) if path else file.file
    context = item.get("ctx", {})
    match kind:
        case "extra_forbidden" | "unexpected_keyword_argument":
            near = did_you_mean(name, _keys_at(model, path[:-1], file))
            return file.problem(
                path, "unknown-key", f"unknown key '{name}'{near.en}", f"未知的键“{name}”{near.zh}", key=True
            )
        case "missing":
            return file.problem(
                path[:-1], "missing-key", f"the key '{name}' is missing here", f"此处缺少键“{name}”"
            )
        case "union_tag_not_found":
            return file.problem(path, "missing-key", "the key 'kind' is missing here", "此处缺少键“kind”")
        case "union_tag_invalid":
            return _choice(file, (*path, "kind"), context["tag"], str(context["expected_tags"]))
        case "literal_error" | "enum":
            return _choice(file, path, item.get("input"), str(context.get("expected", "")))
        case "date_from_datetime_parsing" | "date_parsing" | "date_type" | "date_from_datetime_inexact":
            en = f"{shown} is not a date that exists; write it as 2016-09-18"
            return file.problem(path, "bad-date", en, f"{shown} 不是存在的日期；请写作 2016-09-18")
        case "value_error":
            said = str(context.get("error", item["msg"]))
            return file.problem(path, "bad-value", said, f"值无效：{said}")
        case "string_pattern_mismatch":
            en = f"{shown} is not an id or pattern allowed here ({context.get('pattern')})"
            return file.problem(
                path, "bad-value", en, f"{shown} 不符合此处的格式（{context.get('pattern')}）"
            )
        case "dataclass_type" | "dataclass_exact_type" | "model_type" | "model_attributes_type":
            en = f"{shown} must be a mapping, such as {{en: …, zh: …}}"
            return file.problem(path, "bad-type", en, f"{shown} 应为映射，例如 {{en: …, zh: …}}")
        case "decimal_parsing" | "decimal_type" | "float_parsing" | "int_parsing" | "int_type" | "float_type":
            return file.problem(path, "not-a-number", f"{shown} is not a number", f"{shown} 不是数字")
        case "bool_type" | "bool_parsing":
            return file.problem(
                path, "bad-type", f"{shown} must be true or false", f"{shown} 应为 true 或 false"
            )
        case "tuple_type" | "list_type":
            return file.problem(
                path, "bad-type", f"{shown} must be a list, such as [a, b]", f"{shown} 应为列表"
            )
        case "string_type":
            return file.problem(path, "bad-type", f"{shown} must be text", f"{shown} 应为文字")
    return file.problem(path, "bad-value", f"{item['msg']} (found {shown})", f"{item['msg']}（实为 {shown}）")


def _choice(file: YamlFile, path: Loc, found: Any, expected: str) -> Problem:
    shown, near = _show(found), did_you_mean(str(found), [w.strip(" '") for w in _words(expected)])
    en, zh = f"{shown} is not one of {expected}{near.en}", f"{shown} 不在可选值之内：{expected}{near.zh}"
    return file.problem(path, "unknown-value", en, zh)


def is_consequence(item: Any, path: Loc, file: YamlFile) -> bool:
    """Whether a missing key is only missing because a wrong value was cut out before."""
    if item["type"] == "too_short":
        return bool(file.get(*path))
    return item["type"] == "missing" and path in file.keys


def _words(expected: str) -> list[str]:
    return expected.replace(" or ", ",").split(",")


def _show(value: Any) -> str:
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _keys_at(model: type[BaseModel], path: Loc, file: YamlFile) -> list[str]:
    found: Any = model
    for n, step in enumerate(path):
        if isinstance(step, int):
            continue
        if isinstance(found, type) and issubclass(found, BaseModel):
            fields = {f.alias or name: f.annotation for name, f in found.model_fields.items()}
            inside = file.get(
                *path[: n + 1], *path[n + 1 : n + 2]
            )  # an item of a list says of which kind it is
            found = _model_in(fields.get(step), inside.get("kind") if isinstance(inside, dict) else None)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [f.alias or n for n, f in found.model_fields.items()]
    return ["en", "zh"] if found is Text else []


def _model_in(annotation: Any, kind: Any) -> Any:
    """The model inside `tuple[M, ...]`, `M | None` or `Annotated[M, …]`; of several, the one of that kind."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel | Text) else None
    found = [m for a in typing.get_args(annotation) if (m := _model_in(a, kind))]
    return next((m for m in found if _is_of_kind(m, kind)), found[0] if found else None)


def _is_of_kind(model: Any, kind: Any) -> bool:
    field = model.model_fields.get("kind") if issubclass(model, BaseModel) else None
    return field is not None and kind in typing.get_args(field.annotation)
