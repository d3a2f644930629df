"""The portal: pages a second beside a bare Django view, server time and bytes of each kind of page."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from measure import HERE, ROOT, Benchmark, environment, qualicity, spread

sys.path.insert(0, str(ROOT / "tests" / "portal"))
from site_map import BEIJING, CANADA, FOSHAN, PAGES

PLANS = (FOSHAN, BEIJING, CANADA)
LIVE_ONLY = ("doubts", "corrections")
"""What readers ask and what was corrected is no part of a release."""
WORKERS, ROUNDS, SECONDS, CONNECTIONS = 4, 3, 4, 32
ASKED, MOST_SETTLING = 15, 20
LIVE, RELEASE, BARE = "live", "release", "a bare Django view"
NOTES = f"""\
`qualicity serve --workers {WORKERS}` (gunicorn, four threads in each) and wrk on the same machine, {CONNECTIONS} connections,
compressed answers, {SECONDS} seconds a side, {ROUNDS} rounds; the sides take turns, after each was asked until it got no
quicker. The mix is every kind of page in both languages, each as often (`tests/portal/site_map.py`); of a release, every
kind that a release has. The peer is a Django view without middleware that returns one fixed string, as long as the mix's
answers are at the median, under the same gunicorn. Each process makes a page once and then gives it again
while nothing has changed.

Server time is that of one thread in one process, {ASKED} times a page, its plan being open: *made* without what is kept,
*kept* with it. Bytes are those sent to a first visitor: the page, its stylesheet, scripts and icon, compressed, the larger of
the two languages. It waits for the page itself, stylesheets and scripts that are not deferred.
"""


def prepare(home: Path) -> None:
    """Load and release the three plans."""
    for plan in PLANS:
        _run(*qualicity("load", plan, home / "var"))
        program, _, folder, *where = qualicity("load", plan, home / "var")
        _run(program, "release", folder, *where, "--name", f"r-{plan}")


def measured(home: Path) -> Sequence[str]:
    """Pages a second, then times and bytes by kind of page."""
    own = (sys.executable, str(HERE / "portal.py"))
    said = subprocess.run(
        (*own, "kinds", str(home)), cwd=ROOT, env=environment(), check=True, capture_output=True, text=True
    ).stdout
    kinds = json.loads(said)
    size = round(median(k["sent"] for k in kinds))
    return (*_throughput(home, own, size), *_table(kinds))


def _throughput(home: Path, own: tuple[str, ...], size: int) -> Iterator[str]:
    if shutil.which("wrk") is None:
        yield "Pages a second: not measured, wrk is not installed (`apt-get install wrk`)."
        return
    mixes = {LIVE: _mix(""), RELEASE: _mix("r"), BARE: ["/"]}
    for name, mix in mixes.items():
        (home / f"{name}.lua").write_text(_LUA % ", ".join(f'"{a}"' for a in mix), "utf-8")
    program = str(Path(sys.executable).with_name("qualicity"))
    serve = (
        program,
        "serve",
        *(f"plans/{p}" for p in PLANS),
        "--no-limits",
        "--workspace",
        str(home / "var"),
    )
    rates: dict[str, list[float]] = {name: [] for name in mixes}
    with (
        _server((*serve, "--workers", str(WORKERS)), "--port", mixes[LIVE] + mixes[RELEASE]) as portal,
        _server((*own, "bare", str(size)), "--port", ["/"]) as bare,
    ):
        at = {LIVE: portal, RELEASE: portal, BARE: bare}
        for name in mixes:
            _settle(home / f"{name}.lua", at[name])
        for _ in range(ROUNDS):
            for name in mixes:
                rates[name].append(_wrk(home / f"{name}.lua", at[name]))
    yield f"Pages a second, smallest – median – largest of {ROUNDS}, an answer of {size:,} bytes at the median:"
    for name, found in rates.items():
        ratio = median(a / b for a, b in zip(found, rates[BARE], strict=True))
        beside = "" if name == BARE else f"; {ratio:.2f} of the bare view's"
        yield f"- {name}: {' – '.join(spread(found, ',.0f'))}{beside}"


def _table(kinds: list[dict[str, float | str]]) -> Iterator[str]:
    lines = [
        "| kind of page | live, made: ms at the median | 95th | release, made | 95th | kept | kB | waits for |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    columns = ("live", "live95", "release", "release95", "kept")
    for k in kinds:
        cells = [f"{k[c]:.1f}" if c in k else "–" for c in columns]
        lines.append(
            f"| {k['kind']} | {' | '.join(cells)} | {float(k['bytes']) / 1000:.0f} | {k['blocking']} |"
        )
    yield "\n".join(lines)
    for column, words in (("live", "live, made"), ("release", "of a release, made"), ("kept", "kept")):
        found = [float(k[column]) for k in kinds if column in k]
        yield f"Over kinds of page, {words}: median {median(found):.1f} ms, longest {max(found):.1f} ms."
    yield f"Heaviest first visit: {max(float(k['bytes']) for k in kinds) / 1000:.0f} kB."


def _mix(of: str) -> list[str]:
    """Every page in both languages; with `of` those of the plans' releases."""
    found = []
    for lang in ("en", "zh"):
        for page in PAGES.values():
            if not of:
                found.append(f"/{lang}/{page}/")
            elif (plan := page.split("/")[0]) in PLANS and not page.endswith(LIVE_ONLY):
                found.append(f"/r/r-{plan}/{lang}/{page}/")
    return found


_LUA = """\
local paths, n = {%s}, 0
request = function()
  n = n + 1
  return wrk.format("GET", paths[n %% #paths + 1], {["Accept-Encoding"] = "gzip"})
end
"""


def _settle(script: Path, address: str) -> None:
    """Ask until a side is as quick as it gets: each of its processes has made each page."""
    rate = 0.0
    for _ in range(MOST_SETTLING):
        before, rate = rate, _wrk(script, address)
        if rate < 1.1 * before:
            return


def _wrk(script: Path, address: str) -> float:
    command = (
        "wrk",
        "-t2",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "--timeout",
        "30s",
        "-s",
        str(script),
        address,
    )
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None or "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(said)
    return float(rate[1])


@contextmanager
def _server(command: tuple[str, ...], option: str, pages: list[str]) -> Iterator[str]:
    """A server on a free port that has answered each of the pages once; ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        (*command, option, port), cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL
    ) as server:
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(address + pages[0], timeout=60).close()
                    break
                except OSError:
                    time.sleep(0.1)
            for page in pages:
                urllib.request.urlopen(address + page, timeout=60).close()
            yield address
        finally:
            server.terminate()


def kinds(home: Path) -> list[dict[str, float | str]]:
    """Of each kind of page milliseconds and bytes, measured in this process."""
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler

    from qualicity.portal import configure
    from qualicity.workspace import Workspace

    configure([ROOT / "plans" / p for p in PLANS], Workspace(home / "var"))
    keeping = WSGIHandler()
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "kept" not in m]
    making = WSGIHandler()
    return [_kind(kind, page, keeping, making) for kind, page in PAGES.items()]


def _kind(kind: str, page: str, keeping: object, making: object) -> dict[str, float | str]:
    of = [f"/{lang}/{page}/" for lang in ("en", "zh")]
    found: dict[str, float | str] = {"kind": kind}
    found |= _times(making, of, "live") | {"kept": _times(keeping, of, "kept")["kept"]}
    if (plan := page.split("/", maxsplit=1)[0]) in PLANS and not page.endswith(LIVE_ONLY):
        found |= _times(making, [f"/r/r-{plan}{a}" for a in of], "release")
    sizes, blocking = [], 0
    for address in of:
        body = _ask(keeping, address, plain=True)
        needed = set(
            re.findall(rb'<link rel="(?:stylesheet|icon)" href="([^"]+)"|<script[^>]* src="([^"]+)"', body)
        )
        files = [a for pair in needed for a in pair if a]
        waits = re.findall(rb'<link rel="stylesheet"|<script(?![^>]*(?:defer|async|module))[^>]* src=', body)
        blocking = max(blocking, 1 + len(waits))
        page_bytes = len(_ask(keeping, address))
        sizes.append((page_bytes + sum(len(_ask(keeping, f.decode())) for f in files), page_bytes))
    found |= {"bytes": max(s for s, _ in sizes), "sent": max(s for _, s in sizes), "blocking": blocking}
    return found


def _times(handler: object, addresses: list[str], name: str) -> dict[str, float | str]:
    taken = []
    for address in addresses:
        _ask(handler, address)
        for _ in range(ASKED):
            begun = time.perf_counter()
            _ask(handler, address)
            taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return {name: median(taken), f"{name}95": taken[int(0.95 * len(taken))]}


def _ask(handler: object, address: str, *, plain: bool = False) -> bytes:
    """One answer, compressed unless `plain`. Errors: `SystemExit` where it is no page."""
    import io

    path, _, query = address.partition("?")
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(), "HTTP_ACCEPT_ENCODING": "identity" if plain else "gzip",
    }  # fmt: skip
    answered = handler(environ, lambda said, headers, problem=None: status.append(said))  # type: ignore[operator]
    body = b"".join(answered)
    getattr(answered, "close", lambda: None)()
    if not status[0].startswith("200"):
        raise SystemExit(f"{address}: {status[0]}")
    return body


def bare(size: int, port: str) -> None:
    """Serve one fixed string of a length, as the portal is served."""
    import django
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.urls import path
    from gunicorn.app.base import BaseApplication

    body = b"x" * size
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[])
    sys.modules[__name__].urlpatterns = [path("", lambda request: HttpResponse(body))]  # type: ignore[attr-defined]
    django.setup()

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            told = {"bind": f"127.0.0.1:{port}", "workers": WORKERS, "worker_class": "gthread", "threads": 4}
            for key, value in (told | {"loglevel": "warning", "control_socket_disable": True}).items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)

        def load(self) -> object:
            return WSGIHandler()

    sys.argv[1:] = []
    Server().run()


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, env=environment(), check=True, stdout=subprocess.DEVNULL)


BENCHMARK = Benchmark(
    name="portal",
    title="The portal: pages a second, server time and bytes",
    notes=NOTES,
    sides=lambda home, n: (),
    before=prepare,
    also=measured,
)

if __name__ == "__main__":
    if sys.argv[1] == "kinds":
        print(json.dumps(kinds(Path(sys.argv[2]))))
    else:
        bare(int(sys.argv[2]), sys.argv[4])
