"""Rate limits of the public side: a bucket of tokens for each reader's address and kind of request, in this process.

Each worker has buckets of its own, so that with n workers a reader may have up to n times as much. That is enough to keep
one reader from taking the place of all others; it is no defence against many addresses at once.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil
from threading import Lock
from time import monotonic
from typing import Literal, TypeAlias

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from qualicity.errors import Text, UsageError
from qualicity.portal.accounts import PRIVATE
from qualicity.portal.api import problems
from qualicity.portal.pages import as_json

Kind: TypeAlias = Literal["doubt", "costly", "plain"]
Network: TypeAlias = IPv4Network | IPv6Network
KEPT = 20_000
"""So many readers are remembered; of more the one that asked longest ago is forgotten."""

RATES: dict[Kind, tuple[int, float]] = {
    "doubt": (5, 6 / 3600),
    "costly": (60, 2.0),
    "plain": (600, 50.0),
}
"""So many at once, and so many a second for ever. Many people may share one address."""

_COSTLY = frozenset({"as_of", "q", "value", "pace", "scheme", "rows", "from", "to"})
_DRAWN_OR_EXPLAINED = re.compile(r"\.png$|/rows/[^/]+\.csv$|/figures/[^?]*\?|/report/[^/]+$")


@dataclass(slots=True)
class Limits:
    """Who has asked how much. `trusted` are proxies whose word about a reader's address is taken."""

    trusted: tuple[Network, ...] = ()
    clock: Callable[[], float] = monotonic
    _left: OrderedDict[tuple[Kind, str], tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, kind: Kind, reader: str) -> float:
        """Take a token: 0 where there was one, else the seconds until there will be."""
        most, rate = RATES[kind]
        with self._lock:
            now = self.clock()
            left, then = self._left.pop((kind, reader), (float(most), now))
            left = min(most, left + (now - then) * rate)
            self._left[kind, reader] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > KEPT:
                self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / rate

    def reader(self, request: HttpRequest) -> str:
        """The reader's address: the last one that no trusted proxy has; of IPv6 the network, which is one household's."""
        told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        chain = [str(request.META.get("REMOTE_ADDR", "")), *(x.strip() for x in reversed(told))]
        found = ""
        for said in chain:
            try:
                address = ip_address(said)
            except ValueError:
                break
            if isinstance(address, IPv6Address) and address.ipv4_mapped:
                address = address.ipv4_mapped
            found = f"{address.exploded[:19]}::/64" if isinstance(address, IPv6Address) else str(address)
            if not any(address in network for network in self.trusted):
                break
        return found

    def give_back(self, kind: Kind, reader: str) -> None:
        """Return a token that bought nothing."""
        most, _ = RATES[kind]
        with self._lock:
            if held := self._left.get((kind, reader)):
                self._left[kind, reader] = (min(most, held[0] + 1), held[1])


def kind_of(request: HttpRequest) -> Kind:
    """What an answer costs."""
    if request.method == "POST":
        return "doubt"
    path = f"{request.path_info}?" if request.GET else request.path_info
    return "costly" if _COSTLY & request.GET.keys() or _DRAWN_OR_EXPLAINED.search(path) else "plain"


def networks(proxies: Sequence[str]) -> tuple[Network, ...]:
    """Addresses or networks of proxies, as given to `--trusted-proxy`.

    Errors: `UsageError` for what is neither.
    """
    try:
        return tuple(ip_network(p) for p in proxies)
    except ValueError as error:
        raise UsageError(
            Text(
                f"--trusted-proxy takes an address or a network (10.0.0.0/8): {error}",
                f"--trusted-proxy 须为地址或网段（10.0.0.0/8）：{error}",
            )
        ) from None


_current: list[Limits | None] = [None]


def put(limits: Limits | None) -> None:
    """The limits of this process; None: there are none."""
    _current[:] = [limits]


def current() -> Limits | None:
    """The limits of this process, if there are any."""
    return _current[0]


class Limiting:
    """Middleware: who asks too much is told when to come again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limits = _current[0]
        if limits is None or PRIVATE.match(
            request.path_info
        ):  # there people are known, and signing in has limits of its own
            return self.get_response(request)
        kind, reader = kind_of(request), limits.reader(request)
        if wait := limits.wait(kind, reader):
            return _refused(request, ceil(wait))
        response = self.get_response(request)
        if kind == "doubt" and response.status_code == 400 and not limits.wait("costly", reader):
            # Whoever mistyped has sent nothing yet: such a try counts as a dear page, not as a sending.
            limits.give_back(kind, reader)
        return response


def _refused(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 in the form that was asked for; a page of both languages that needs nothing which may be slow."""
    if problems.API.match(request.path_info):
        response = problems.too_many(request, seconds)
    elif request.path_info.endswith(".json"):
        said = {
            "type": "about:blank",
            "title": "Too many requests",
            "status": 429,
            "detail": f"Ask again in {seconds} s. / 请在 {seconds} 秒后再试。",
        }
        response = as_json(said, 429)
        response["Content-Type"] = "application/problem+json"
    else:
        context = {"chinese": bool(re.match(r"(/r/[^/]+)?/zh\b", request.path_info)), **_waiting(seconds)}
        response = render(request, "portal/too_many.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def _waiting(seconds: int) -> dict[str, int]:
    return {"seconds": seconds} if seconds < 120 else {"minutes": ceil(seconds / 60)}
