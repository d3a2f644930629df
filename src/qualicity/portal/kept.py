"""Answers that were given before and still hold: kept whole, compressed, with their ETag, in this process.

An answer is given again only to the same question (address, query, host, compression) in the same *edition* of what
pages are made from: plan folders, stored evidence, logs, releases and their embargoes, readers' doubts, the day. Each
answer looks at these first, so that none can outlive them; `serve` lets it look at files once a second. A view whose
page depends on anything else (a reader, a cookie, a database, the minute) says a `Cache-Control` of its own: such an
answer is never kept.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from time import monotonic
from weakref import WeakKeyDictionary

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from qualicity.portal import doubts
from qualicity.portal.accounts import PRIVATE
from qualicity.portal.catalogue import Catalogue
from qualicity.portal.context import STATIC
from qualicity.portal.released import plans_at, public_names
from qualicity.workspace import Workspace

MOST_BYTES = 64 * 2**20
"""What is kept takes at most so much memory in each process, by the length of its bodies."""
LARGEST = 2 * 2**20
LIVE = "public, max-age=0, must-revalidate"
"""For readers' caches: a live page may be kept, and is asked for again by its ETag."""
FROZEN = "public, max-age=86400"
"""The figures of a release never change; its pages get corrections and links to what came later within a day."""

_GZIP = re.compile(r"\bgzip\b")
_LANGUAGE = re.compile(r"(/r/[^/]+)?/(en|zh)/")
_Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer: its headers and its body as it is sent."""

    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Answers:
    """The answers of this process, the oldest ones forgotten first. Safe with threads.

    Files that were looked at count as unchanged for `look_every` seconds.
    """

    most: int = MOST_BYTES
    look_every: float = 0.0
    size: int = 0
    kept: OrderedDict[_Key, Kept] = field(default_factory=OrderedDict)
    _editions: WeakKeyDictionary[Catalogue, tuple[Hashable, int]] = field(default_factory=WeakKeyDictionary)
    _looked: WeakKeyDictionary[Catalogue, tuple[float, Hashable]] = field(default_factory=WeakKeyDictionary)
    _numbers: count[int] = field(default_factory=count)
    _lock: Lock = field(default_factory=Lock)

    def edition(self, plans: Catalogue) -> int:
        """A number that is a new one whenever a page of these plans may be another one."""
        asked = "" if plans.release else doubts.state()  # a release's pages show none
        state = (plans.now(), self._files(plans), asked)
        with self._lock:
            last = self._editions.get(plans)
            if last is None or last[0] != state:
                last = self._editions[plans] = (state, next(self._numbers))
            return last[1]

    def _files(self, plans: Catalogue) -> Hashable:
        """The state of all files that pages of these plans are made from."""
        at, last = monotonic(), self._looked.get(plans)
        if last is not None and at - last[0] < self.look_every:
            return last[1]
        found = (plans.state(), _releases(plans.workspace))
        with self._lock:
            self._looked[plans] = (at, found)
        return found

    def get(self, key: _Key) -> Kept | None:
        """What was kept under a key."""
        with self._lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def put(self, key: _Key, answer: Kept) -> None:
        """Keep an answer, and forget old ones for it."""
        with self._lock:
            before = self.kept.pop(key, None)
            self.kept[key] = answer
            self.size += len(answer.body) - (len(before.body) if before else 0)
            while self.size > self.most:
                self.size -= len(self.kept.popitem(last=False)[1].body)

    def forget(self) -> None:
        """Empty it."""
        with self._lock:
            self.kept.clear()
            self.size = 0


ANSWERS = Answers()


class Keeping:
    """Middleware around compression and ETags: answers from what is kept, or keeps what is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or request.META.get(STATIC) or not _by_address(request):
            return self.get_response(request)
        plans = plans_at(request.path_info)
        key = (
            ANSWERS.edition(plans),
            *_question(request),
        )  # before the page is made: later changes make a new edition
        found = ANSWERS.get(key)
        if found is not None:
            again = HttpResponse(found.body, headers=found.headers)
            return get_conditional_response(request, etag=found.headers.get("ETag"), response=again) or again
        response = self.get_response(request)
        if response.status_code in (200, 304) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = FROZEN if plans.release else LIVE
            if isinstance(response, HttpResponse) and _may_be_kept(response):
                ANSWERS.put(key, Kept(dict(response.headers), response.content))
        return response


def _by_address(request: HttpRequest) -> bool:
    """Whether the address says the language: elsewhere it is negotiated with the reader. Nothing private is ever kept."""
    path = request.path_info
    return _LANGUAGE.match(path) is not None and PRIVATE.match(path) is None


def _question(request: HttpRequest) -> _Key:
    """What else than the edition an answer depends on: pages hold their whole address, host included."""
    meta = request.META
    host = meta.get("HTTP_HOST") or f"{meta.get('SERVER_NAME')}:{meta.get('SERVER_PORT')}"
    compressed = _GZIP.search(meta.get("HTTP_ACCEPT_ENCODING", "")) is not None
    return request.scheme, host, request.path, meta.get("QUERY_STRING", ""), compressed


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.cookies
        and "cookie" not in response.get("Vary", "").lower()
        and len(response.content) <= LARGEST
    )


def _releases(workspace: Workspace) -> Hashable:
    """The files of the shelf of releases, and which of them may be seen now."""
    try:
        with os.scandir(workspace.releases()) as files:
            found = sorted((f.name, s.st_mtime_ns, s.st_size) for f in files for s in (f.stat(),))
    except FileNotFoundError:
        return ()
    return tuple(found), public_names(workspace)
