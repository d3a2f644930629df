"""A plan's folder with edits, beside the real one: what `check` and the figures would say of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qualicity.errors import Place, Problem, Text
from qualicity.plan.edits.edit import Files


@contextmanager
def trial(folder: Path, files: Files, within: Path, above: Iterable[Path] = ()) -> Iterator[Path]:
    """A copy of a plan's folder whose YAML files say what `files` does; it is gone when the block ends.

    What is not changed is linked, not copied, where `within` lies on the same disk. The folders of the plans `above` lie
    beside it as they do beside the real one.
    """
    real = folder.resolve()
    with TemporaryDirectory(prefix="trial-", dir=within) as place:
        copy = Path(place) / real.name
        shutil.copytree(real, copy, copy_function=_link, ignore=shutil.ignore_patterns(".*"))
        for name, text in files.texts.items():
            (copy / name).unlink(missing_ok=True)  # never through the link
            (copy / name).write_bytes(text.encode())
        for other in above:
            (Path(place) / other.name).symlink_to(other, target_is_directory=True)
        yield copy


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def inside(problems: Iterable[Problem], folder: Path) -> tuple[Problem, ...]:
    """Problems whose places, and words, name files by their paths inside of a folder."""
    return tuple(
        replace(p, place=_place(p.place, folder), message=_words(p.message, folder)) for p in problems
    )


def _place(place: Place, folder: Path) -> Place:
    return replace(place, file=place.file.removeprefix(f"{folder}/"))


def _words(text: Text, folder: Path) -> Text:
    en, zh = (said.replace(f"{folder}/", "") if said else said for said in (text.en, text.zh))
    return Text(en or "", zh)
