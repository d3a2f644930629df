"""What a published folder holds: each file with its hash, the address that it was made from, and the thing it is about."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any, TypeAlias

from pydantic_core import from_json, to_json

from qualicity.errors import Text, UsageError
from qualicity.portal.publish.places import thing

NAME = ".qualicity-site.json"
JOURNAL = ".qualicity-site.journal"
UNFINISHED = ".qualicity-unfinished-"
_OWN = {NAME, JOURNAL}
_FILES, _LEADS, _END = b'"files": ', b',\n"leads": {\n', b"\n}}\n"
"""Where parts of the manifest begin and end, so that one can be read without the others."""
_COLUMNS = ("sha256", "size", "time", "address")
"""The first parts of `File`, each a list in the order of the files: a hundred thousand are read in a tenth of a second. The
last, the thing, is told by its place in the list `things`."""

_NOTHING: tuple[tuple[Any, ...], ...] = ((), (), (), (), ())

File: TypeAlias = tuple[str, int, int, str, str]
"""SHA-256, size, time of the last change, address, the thing that it is about (`places.thing`)."""
Led: TypeAlias = tuple[str, ...] | bytes
"""The addresses that pages link to, or the JSON of them as the manifest has it: most are copied and never asked for."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a site; `made_from` is what they were made from, empty while that is not all of one state.

    `contents` are the hashes of what the pages of each indicator were made from beside that. `leads` are the addresses
    that a thing's pages link to.
    """

    made_from: str = ""
    files: dict[str, File] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    leads: dict[str, Led] = field(default_factory=dict)


def led_to(said: Led) -> tuple[str, ...]:
    """The addresses that pages link to."""
    return said if isinstance(said, tuple) else tuple(from_json(said))


def read(out: Path) -> Manifest:
    """The manifest of a folder; an empty one of a folder that is empty or not there yet.

    What a publication that was ended in the middle had written is in it too.
    Errors: those of `require_site`; `UsageError` for a manifest that cannot be read.
    """
    require_site(out)
    file, journal = out / NAME, out / JOURNAL
    if not file.is_file():
        return Manifest()
    try:
        found = _parsed(file.read_bytes())
    except (ValueError, LookupError, TypeError, AttributeError):
        raise UsageError(
            Text(f"{file} cannot be read; publish into a new folder", f"无法读取 {file}；请发布到新的文件夹")
        ) from None
    if not journal.is_file():
        return found
    written = dict.fromkeys(journal.read_text("utf-8").splitlines(), ("", -1, 0, "", ""))
    return Manifest("", {**written, **found.files})  # and nothing may stay


def said(out: Path) -> tuple[str, dict[str, str]]:
    """`made_from` and `contents` of a folder's manifest, as of `read`; of one that cannot be read, nothing."""
    with suppress(OSError, ValueError, KeyError), (out / NAME).open("rb") as file:
        lines = takewhile(_is_before_files, iter(file.readline, b""))
        found = from_json(b"".join(lines).removesuffix(b",\n") + b"}")
        return "" if (out / JOURNAL).is_file() else found["made_from"], found["contents"]
    return "", {}


def _is_before_files(line: bytes) -> bool:
    return not line.startswith(_FILES)


def mark(out: Path) -> tuple[int, int, int] | None:
    """Changes with every publication into a folder; None of one without a manifest."""
    try:
        stat = (out / NAME).stat()
    except FileNotFoundError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def names(out: Path) -> frozenset[str]:
    """The names of the files that are the site's: those of its manifest, and those noted since."""
    found: list[str] = []
    with suppress(FileNotFoundError), (out / NAME).open("rb") as file:
        listed = next(dropwhile(_is_before_files, iter(file.readline, b"")), b"[]")
        found += from_json(listed.removeprefix(_FILES).removesuffix(b",\n"))
    with suppress(FileNotFoundError):
        found += (out / JOURNAL).read_text("utf-8").splitlines()
    return frozenset(found)


def _parsed(content: bytes) -> Manifest:
    """The manifest in the bytes of its file, as `write` set them.

    Errors: `ValueError`, `KeyError` or `TypeError` for others.
    """
    if not content.endswith(_END):
        raise ValueError("the end is missing")
    end = content.index(_LEADS)
    head = from_json(content[:end] + b"}", cache_strings="none")
    about = [head["things"][n] for n in head["thing"]]
    columns = zip(*(head[name] for name in _COLUMNS), about, strict=True)
    files: dict[str, File] = dict(zip(head["files"], columns, strict=True))
    leads = _lines(content[end + len(_LEADS) : -len(_END)])
    return Manifest(head["made_from"], files, head["contents"], dict(leads))


def require_site(out: Path) -> None:
    """Errors: `UsageError` for a file, or a folder that holds other things and no manifest."""
    if not out.exists() or (out / NAME).is_file():
        return
    if not out.is_dir():
        raise UsageError(Text(f"{out} is a file, not a folder", f"{out} 是文件，不是文件夹"))
    if any(p.name not in _OWN for p in out.iterdir()):
        raise UsageError(
            Text(
                f"{out} holds other things; name a new or an empty folder",
                f"{out} 中已有其他内容；请指定新的或空的文件夹",
            )
        )


def write(out: Path, manifest: Manifest) -> Manifest:
    """Write the manifest, whole or not at all.

    Returns: the manifest, whose leads can be copied in their turn.
    """
    leads = {about: to if isinstance(to, bytes) else to_json(to) for about, to in manifest.leads.items()}
    names = sorted(manifest.files)
    *columns, about = zip(*(manifest.files[name] for name in names), strict=True) if names else _NOTHING
    places = {thing: n for n, thing in enumerate(sorted({*about}))}
    head = b'{"made_from": %s,\n"contents": {\n%s\n}' % (
        to_json(manifest.made_from),
        _section({name: to_json(said) for name, said in manifest.contents.items()}),
    )
    parts = (names, *columns, [*places], [places[thing] for thing in about])
    listed = zip(("files", *_COLUMNS, "things", "thing"), parts, strict=True)
    put(
        out / NAME,
        head,
        *(b',\n"%s": %s' % (name.encode(), to_json(part)) for name, part in listed),
        _LEADS,
        _section(leads),
        _END,
    )
    return replace(manifest, leads=dict(leads))


def _section(entries: Mapping[str, bytes]) -> bytes:
    """A line for each entry, in the order of their names."""
    return b",\n".join(b"%s:\t%s" % (to_json(name), entries[name]) for name in sorted(entries))


def _lines(section: bytes) -> Iterator[tuple[str, bytes]]:
    """The entries of a section, as JSON that is not read. Errors: `ValueError` where a line is none."""
    for line in section.split(b",\n") if section else ():
        name, _, said = line.partition(b":\t")  # no JSON has a tab within
        yield from_json(name), said


def put(path: Path, *content: bytes) -> None:
    """Write a file whole or not at all: these bytes, one after another."""
    beside = f"{path.parent}/{UNFINISHED}{os.getpid()}"
    try:
        _fill(beside, content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        _fill(beside, content)
    os.replace(beside, path)  # noqa: PTH105 (a hundred thousand files)


def _fill(path: str, content: Iterable[bytes]) -> None:
    with open(path, "wb") as file:  # noqa: PTH123
        file.writelines(content)


def note(out: Path, names: Iterable[str]) -> None:
    """Note files that are about to be the site's, so that a publication that is ended here can be taken up."""
    with (out / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.writelines(f"{name}\n" for name in names)


def begin(out: Path) -> None:
    """Say that the site is being written: until `finish` its manifest counts for which files are its own, no more."""
    if not (out / NAME).is_file():
        write(out, Manifest())
    note(out, ())


def finish(out: Path, manifest: Manifest) -> Manifest:
    """Write the manifest of a site that is complete; returns what `write` does."""
    written = write(out, manifest)
    (out / JOURNAL).unlink(missing_ok=True)
    return written


def sweep(out: Path) -> None:
    """Take away what a publication that was ended in the middle had not finished."""
    if (out / JOURNAL).exists():
        for left in out.rglob(f"{UNFINISHED}*"):
            left.unlink(missing_ok=True)


def stat_of(path: Path, sha256: str, url: str) -> File:
    """A file's entry."""
    stat = os.stat(path)  # noqa: PTH116
    return sha256, stat.st_size, stat.st_mtime_ns, url, thing(url)


def touched(out: Path, manifest: Manifest) -> Iterator[str]:
    """The files that are not there as they were written; one that only was copied anew is read."""
    if not manifest.files:
        return
    within = os.open(out, os.O_RDONLY)  # the way to a hundred thousand files is the shorter
    try:
        for name, (sha256, size, time, *_) in manifest.files.items():
            try:
                stat = os.stat(name, dir_fd=within)
            except OSError:
                yield name
                continue
            if stat.st_size != size or (stat.st_mtime_ns != time and hash_of(out / name) != sha256):
                yield name
    finally:
        os.close(within)


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(out: Path, names: Iterable[str]) -> int:
    """Take away files of the site, and the folders that become empty; returns how many files."""
    n = 0
    for name in names:
        with suppress(FileNotFoundError):
            (out / name).unlink()
            n += 1
        for folder in list(Path(name).parents)[:-1]:
            try:
                (out / folder).rmdir()
            except OSError:
                break
    return n
