"""What a check of rows or a due rule names must be there, and fit: see `qualicity.plan.checks`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from qualicity.errors import Problem, Text
from qualicity.plan.checks import Check, CheckOfDataset, Gaps, Growth, KOfN, Limit, Parts
from qualicity.plan.fitting import TIMES, fitted, needs_time
from qualicity.plan.model import Plan
from qualicity.plan.named import Path_, items, unknown
from qualicity.plan.read import PlanFolder
from qualicity.plan.tables import Concepts, Dataset, Frequency, TableField
from qualicity.plan.yamlfile import YamlFile

_Kind = TypeVar("_Kind")
_CHECK: TypeAdapter[Check] = TypeAdapter(Check, config=ConfigDict(defer_build=True))
_OF_DATASET: TypeAdapter[CheckOfDataset] = TypeAdapter(CheckOfDataset, config=ConfigDict(defer_build=True))
_NUMBERS = ("number", "integer")
_COMPARED = (_NUMBERS, ("date",), ("datetime",))
"""Types whose values can be more or less than each other; periods of different lengths, or imprecise dates, cannot."""
_FIELD = Text("field", "字段")


def check_row_checks(folder: PlanFolder) -> Iterator[Problem]:
    """Every check of every dataset and indicator, and every due rule."""
    if folder.plan is None:
        return
    for dataset in folder.plan.datasets:
        file = folder.datasets[dataset.id]
        yield from _due(file, dataset)
        for path, check in _checks(file, _OF_DATASET):
            if dataset.path is None:
                en, zh = "checks are for entered rows; this dataset is derived", "检查仅用于录入的数据集"
                yield file.problem(path, "checks-of-derived", en, zh)
            elif dataset.table_schema:
                yield from _of_dataset(file, path, check, dataset)
    for stem, file in folder.indicators.items():
        for path, said in _checks(file, _CHECK):
            yield from _of_indicator(folder, folder.plan, file, stem, path, said)


def _checks(file: YamlFile, kinds: TypeAdapter[_Kind]) -> Iterator[tuple[Path_, _Kind]]:
    """The checks of a file that are sound in themselves; the others have been told."""
    for path, item in items(file, "checks"):
        try:
            yield path, kinds.validate_python(item)
        except ValidationError:
            continue


def _due(file: YamlFile, dataset: Dataset) -> Iterator[Problem]:
    if dataset.due and dataset.frequency not in get_args(Frequency):
        en = "'due' counts from the end of a period: state the dataset's 'frequency' (A, S, Q, M, W or D)"
        zh = "“due”自每个时期结束起算：请注明数据集的“frequency”（A、S、Q、M、W 或 D）"
        yield file.problem(("due",), "missing-key", en, zh)


def _of_dataset(file: YamlFile, path: Path_, check: CheckOfDataset, dataset: Dataset) -> Iterator[Problem]:
    fields = {f.name: f for f in dataset.table_schema.fields} if dataset.table_schema else {}
    wrong = list(_unknown_names(file, path, check, fields))
    yield from wrong
    if wrong:
        return
    yield from _values(file, path, check, {n: f.constraints.enum for n, f in fields.items()})
    if isinstance(check, Limit):
        yield from _not_compared(file, path, check, fields)
        return
    whole = fitted(check, dataset)
    for key, kinds in (("time", TIMES), ("value", _NUMBERS), ("denominator", _NUMBERS)):
        name = getattr(whole, key, None)
        if name is not None and fields[name].type not in kinds:
            yield _wrong_type(file, (*path, key), fields[name], kinds)
    if isinstance(check, Parts | Growth) and check.field is None:
        for at, name in check.members():
            if fields[name].type not in _NUMBERS:
                yield _wrong_type(file, (*path, *at), fields[name], _NUMBERS)
    yield from _missing(file, path, whole, dataset, fields)


def _not_compared(
    file: YamlFile, path: Path_, check: Limit, fields: Mapping[str, TableField]
) -> Iterator[Problem]:
    value, most = fields[check.value], fields[check.at_most]
    kinds = next((kinds for kinds in _COMPARED if value.type in kinds), None)
    if kinds is None:
        yield _wrong_type(file, (*path, "value"), value, tuple(k for kinds in _COMPARED for k in kinds))
    elif most.type not in kinds:
        yield _wrong_type(file, (*path, "at_most"), most, kinds)


def _missing(
    file: YamlFile, path: Path_, check: Check, dataset: Dataset, fields: Mapping[str, TableField]
) -> Iterator[Problem]:
    """What a check needs and neither it nor its dataset says."""
    time = getattr(check, "time", None)
    if needs_time(check) and time is None:
        en = "'time' is missing: the dataset names no TIME_PERIOD, and its key has no one field of that kind"
        zh = "缺少“time”：数据集未指明 TIME_PERIOD，主键中也没有唯一的时间字段"
        yield file.problem(path, "missing-key", en, zh)
    elif (
        isinstance(check, Gaps | KOfN)
        and needs_time(check)
        and dataset.frequency == "irregular"
        and fields[str(time)].type != "period"
    ):
        en = f"state the dataset's 'frequency': '{time}' alone does not say how long a period is"
        zh = f"请注明数据集的“frequency”：仅凭“{time}”无法得知时期长短"
        yield file.problem(path, "missing-key", en, zh)
    reckons = not isinstance(check, Gaps) and not (isinstance(check, Parts | Growth) and check.field is None)
    if reckons and getattr(check, "value", "") is None:
        en, zh = "'value' is missing: the dataset names no OBS_VALUE", "缺少“value”：数据集未指明 OBS_VALUE"
        yield file.problem(path, "missing-key", en, zh)


def _of_indicator(
    folder: PlanFolder, plan: Plan, file: YamlFile, stem: str, path: Path_, check: Check
) -> Iterator[Problem]:
    wrong = list(
        _unknown_names(file, path, check, dict.fromkeys(Concepts.model_fields), Text("concept", "概念"))
    )
    yield from wrong
    if isinstance(check, Parts | Growth) and check.field is None:
        en = "an indicator's check needs 'field', the concept that tells its figures apart, such as REF_AREA"
        zh = "指标的检查需要“field”，即区分各数值的概念，例如 REF_AREA"
        yield file.problem(path, "missing-key", en, zh)
    indicator = plan.indicator(stem)
    known = {
        "INDICATOR": tuple(folder.indicators),
        "DEFINITION": tuple(d.id for d in indicator.definitions) if indicator else None,
    }
    if getattr(check, "field", None) == "INDICATOR":
        known["DEFINITION"] = None  # of any of them
    if not wrong:
        yield from _values(file, path, check, known)


def _unknown_names(
    file: YamlFile, path: Path_, check: CheckOfDataset, known: Mapping[str, Any], what: Text = _FIELD
) -> Iterator[Problem]:
    for at, name in check.names():
        if name not in known:
            key = at[0] in ("where", "unless")
            members = isinstance(check, Parts | Growth) and at[0] not in ("by", "field", "time", "value")
            if not (members and what.en == "concept"):  # told as a missing 'field'
                yield unknown(file, (*path, *at), what, name, known, key=key)


def _values(
    file: YamlFile, path: Path_, check: CheckOfDataset, known: Mapping[str, tuple[str, ...] | None]
) -> Iterator[Problem]:
    """Values that a field cannot have would choose nothing, and the check would be silent for ever."""
    what = Text("value", "取值")
    for key in ("where", "unless"):
        for name, values in getattr(check, key).items():
            listed = (values,) if isinstance(values, str) else values
            for n, value in enumerate(listed):
                if (allowed := known.get(name)) is not None and value not in allowed:
                    at = (*path, key, name) if isinstance(values, str) else (*path, key, name, n)
                    yield unknown(file, at, what, value, allowed)
    if isinstance(check, Parts | Growth) and check.field is not None:
        for at, value in check.members():
            if (allowed := known.get(check.field)) is not None and value not in allowed:
                yield unknown(file, (*path, *at), what, value, allowed)


def _wrong_type(file: YamlFile, path: Path_, field: TableField, kinds: tuple[str, ...]) -> Problem:
    en = f"'{field.name}' is of type '{field.type}'; here a field of type {' or '.join(kinds)} is needed"
    zh = f"“{field.name}”的类型为“{field.type}”；此处需要类型为 {'、'.join(kinds)} 的字段"
    return file.problem(path, "wrong-type", en, zh)
