"""Where an address of the portal lies as a file, and how one file links to another."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

TELLING = {
    re.compile(r"/figures/"): frozenset({"by", "known", "cell"}),
    re.compile(r"/datasets/[^/]+/calendar[/.]"): frozenset({"area", "year"}),
    re.compile(r"/indicators/[^/]+/(areas|map)[/.]"): frozenset({"definition", "period", "within"}),
}
"""What a query may say in a static site: which of a few things is meant. Another date, narrowed rows and suppositions
need a server."""

ENTRIES = "static/portal/entries.js"
"""What can be found on a site, which its search page reads: the portal has nothing at this address."""

_SAME = re.compile(
    r"^(?!.*/chart\.csv$).*(/rows/[^/]+\.csv$"
    r"|/(targets|indicators|organisations|figures|datasets)([/.].+)?\.(json|csv)$"
    r"|/(track-record|changes|definitions|open-data)\.(json|csv)$"
    r"|/open-data/[^/.]+(\.zip|/[^/]+)$)"
)
"""Records, rows and files of open data that say the same in both languages; the data of a chart are in words of one."""

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_AS_IT_IS = re.compile(r"/(?!/)[A-Za-z0-9._/-]+")
"""An address that is nothing but a path, and written as it is."""
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*\.")
_FORM = re.compile(r"(/rows/[^/]+\.csv|/chart\.csv|\.(json|csv|svg|pdf|docx)|/)$")
_DATA = re.compile(r"(/open-data)/.+$")
"""The forms of a plan's open data: what they say is put together once, for the page that tells their sizes too."""
_KEPT = 50_000
_LANGUAGE = re.compile(r"^((?:/r/[^/]+)?)/(?:en|zh)(?=[/.])")


@lru_cache(maxsize=_KEPT)
def address(url: str) -> str:
    """An address in the one form in which it is compared: without fragment, its query in order.

    Most records, rows and files say the same under both languages: a site has them once, under `/en/`.
    """
    if _AS_IT_IS.fullmatch(url):
        return _in_one_language(url)
    parts = urlsplit(url)
    path, asked = unquote(parts.path), urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return quote(_in_one_language(path)) + (f"?{asked}" if asked else "")


def _in_one_language(path: str) -> str:
    return _LANGUAGE.sub(r"\1/en", path) if _SAME.search(path) else path


@lru_cache(maxsize=_KEPT)
def thing(url: str) -> str:
    """What a page is about: the same for both languages, its twins and what it offers to be taken along."""
    path, _, query = _LANGUAGE.sub(r"\1/*", url).partition("?")
    return _DATA.sub(r"\1", _FORM.sub("", path)) + (f"?{query}" if query else "")


@lru_cache(maxsize=_KEPT)
def file_of(url: str, prefix: str = "") -> str | None:
    """The file of an address, as a path with `/`; None for what a static site cannot have.

    `prefix` is that of a release whose site this is: the rest is laid at the site's root. Pages of releases have
    no place in another site, nor has anything with a query that does not tell which figure is meant.
    """
    path, asked = url, list[tuple[str, str]]()
    if not _AS_IT_IS.fullmatch(url):
        parts = urlsplit(url)
        path, asked = unquote(parts.path), parse_qsl(parts.query, keep_blank_values=True)
    if prefix:
        if path.startswith((f"{prefix}/en", f"{prefix}/zh", f"{prefix}/lock.json")):
            path = path.removeprefix(prefix)
        elif not path.startswith("/static/"):
            return None
    elif path.startswith("/r/") and not path.endswith((".json", ".sig")):
        return None
    if path.startswith("/static/"):
        return path[1:]
    if not path.startswith("/") or path == "/" or path.endswith(".png") or not _telling(path, asked):
        return None
    segments = [_safe(s) for s in path[1:].split("/")]
    if asked:
        segments.insert(-1, _named(asked))
    return "/".join([*segments[:-1], segments[-1] or "index.html"])


def _telling(path: str, asked: list[tuple[str, str]]) -> bool:
    if not asked:
        return True
    may = next((keys for where, keys in TELLING.items() if where.search(path)), frozenset[str]())
    return {k for k, _ in asked} <= may


def link(from_file: str, to_file: str) -> str:
    """The relative link from a file to another."""
    here, there = from_file.split("/")[:-1], to_file.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return quote("../" * (len(here) - same) + "/".join(there[same:]), safe="/~")


def _safe(segment: str) -> str:
    """A segment as a name that every file system takes."""
    if not segment or (_PLAIN.fullmatch(segment) and not _RESERVED.fullmatch(segment)):
        return segment
    stem, dot, suffix = segment.rpartition(".")
    if not dot or suffix not in ("json", "csv", "svg"):
        stem, dot, suffix = segment, "", ""
    return f"{_slug(stem)}-{_hash(stem)}{dot}{suffix}"


def _named(asked: list[tuple[str, str]]) -> str:
    """A query as a name: readable, and no other query has the same."""
    return f"~{_slug(' '.join(v for _, v in asked))}-{_hash(urlencode(asked))}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
