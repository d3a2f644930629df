"""All that Open SDG's endpoints are made of, whether read from a repository, an imported plan or any other plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualicity.release.opensdg.config import Options
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.translations import Words


@dataclass(frozen=True, slots=True)
class Harvest:
    """Indicators with data and metadata, the languages to write and their words, and the schema of the metadata.

    `timestamp` is the second at which the source was committed, None where it is under no version control.
    """

    indicators: Mapping[str, Indicator]
    options: Options
    languages: Sequence[str]
    words: Words
    schema: Sequence[Mapping[str, Any]]
    timestamp: int | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
