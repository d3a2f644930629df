"""What a repository says of itself: `config_data.yml`, with the defaults of sdg-build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualicity.errors import PlanError, Problem, Text, UsageError

CONFIGS = ("config_data.yml", "config_data.yaml", "open_sdg_config.yml")
NON_DISAGGREGATION = (
    "Year", "Units", "Series", "Value", "GeoCode", "Observation status", "Unit multiplier", "Unit measure",
    "UNIT_MEASURE", "SERIES", "COMMENT_TS", "DATA_LAST_UPDATE",
)  # fmt: skip
ATTRIBUTES = ("COMMENT_OBS",)
_INPUTS: tuple[dict[str, Any], ...] = (
    {"class": "InputCsvData", "path_pattern": "data/*-*.csv"},
    {"class": "InputYamlMdMeta", "path_pattern": "meta/*-*.md"},
)
_TRANSLATIONS: tuple[dict[str, Any], ...] = (
    {
        "class": "TranslationInputSdgTranslations",
        "source": "https://github.com/open-sdg/sdg-translations.git",
        "tag": "master",
    },
    {"class": "TranslationInputYaml", "source": "translations"},
)

_NOBODY = ("Build docs", "SDG data build documentation")
"""What `docs_branding` says where nobody has changed it: the default of sdg-build, and that of the template."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the columns of a repository's CSV files are told apart, and what its statistics count by."""

    non_disaggregation: tuple[str, ...] = NON_DISAGGREGATION
    attributes: tuple[str, ...] = ATTRIBUTES
    series: str = "Series"
    unit: str = "Units"
    status_fields: tuple[str, ...] = ()
    ignore_out_of_scope: bool = False
    archive: str = "all_indicators"


@dataclass(frozen=True, slots=True)
class Config:
    """A repository's configuration. `file` is None where it has none; `base` is its `src_dir`, `service` what it calls
    itself: who publishes."""

    repo: Path
    file: Path | None
    base: Path
    languages: tuple[str, ...]
    inputs: tuple[Mapping[str, Any], ...]
    translations: tuple[Mapping[str, Any], ...]
    schemas: tuple[Mapping[str, Any], ...]
    options: Options
    service: str = ""
    unread: tuple[str, ...] = field(default=())

    def shown(self, path: Path) -> str:
        """A path as it is named in messages: from the repository's folder on."""
        try:
            return path.relative_to(self.repo).as_posix()
        except ValueError:
            return str(path)


def is_repository(folder: Path) -> bool:
    """Whether a folder is a data repository, and no plan."""
    return not (folder / "plan.yaml").is_file() and any((folder / n).is_file() for n in CONFIGS)


def read_config(repo: Path, named: Path | None = None) -> Config:
    """The configuration of a repository.

    Errors: `UsageError` where there is no repository; `PlanError` where the configuration cannot be read.
    """
    if not repo.is_dir():
        raise UsageError(
            Text(
                f"there is no folder {repo}: name the folder of an Open SDG data repository (git clone it first)",
                f"没有文件夹 {repo}：请指定 Open SDG 数据仓库的文件夹（可先用 git clone 取得）",
            )
        )
    from qualicity.release.opensdg.yamltext import BrokenFileError, load_mapping

    file = named or next((repo / n for n in CONFIGS if (repo / n).is_file()), None)
    said: dict[str, Any] = {}
    if file:
        try:
            said = load_mapping(file, file.name)
        except BrokenFileError as broken:
            raise PlanError([broken.problem]) from None
    base = repo / str(said.get("src_dir") or "")
    if not (base / "data").is_dir() and not said.get("inputs"):
        raise UsageError(
            Text(
                f"{repo} is no Open SDG data repository: it has no folder 'data' "
                "(and no config_data.yml that names other inputs)",
                f"{repo} 不是 Open SDG 数据仓库：没有“data”文件夹（config_data.yml 也未指定其他输入）",
            )
        )
    return Config(
        repo,
        file,
        base,
        _names(said.get("languages")),
        _listed(said, "inputs", _INPUTS),
        _listed(said, "translations", _TRANSLATIONS),
        _listed(
            said,
            "schema",
            ({"class": "SchemaInputOpenSdg", "schema_path": said.get("schema_file") or "_prose.yml"},),
        ),
        _options(said),
        _service(said),
        tuple(
            k
            for k in ("map_layers", "sdmx_output", "sdmx_output_global", "csvw", "indicator_downloads")
            if said.get(k)
        ),
    )


def _service(said: Mapping[str, Any]) -> str:
    branding = str(said.get("docs_branding") or "").strip()
    return "" if branding in _NOBODY else branding


def _options(said: Mapping[str, Any]) -> Options:
    given = said.get("indicator_options")
    options: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    extra = (
        _names(options["non_disaggregation_columns"])
        if "non_disaggregation_columns" in options
        else NON_DISAGGREGATION
    )
    return Options(
        tuple(dict.fromkeys(("Year", "Value", *extra))),
        _names(options["observation_attributes"]) if "observation_attributes" in options else ATTRIBUTES,
        str(options.get("series_column") or "Series"),
        str(options.get("unit_column") or "Units"),
        _names(said.get("reporting_status_extra_fields")),
        bool(said.get("ignore_out_of_scope_disaggregation_stats")),
        str(said.get("indicator_export_filename") or "all_indicators"),
    )


def _names(said: Any) -> tuple[str, ...]:
    return tuple(str(s) for s in said) if isinstance(said, list | tuple) else ()


def _listed(
    said: Mapping[str, Any], key: str, default: tuple[Mapping[str, Any], ...]
) -> tuple[Mapping[str, Any], ...]:
    given = said.get(key, default)
    if given is None:
        given = ()
    if not isinstance(given, list | tuple) or not all(
        isinstance(g, Mapping) and g.get("class") for g in given
    ):
        told = Text(f"each of '{key}' needs a 'class'", f"“{key}”中的每一项都需要“class”")
        raise UsageError(told)
    return tuple(given)


def problem_of(place: Any, code: str, en: str, zh: str, *, severe: bool = True) -> Problem:
    """A problem in a repository's file."""
    return Problem("error" if severe else "warning", place, code, Text(en, zh))
