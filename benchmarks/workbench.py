"""The workbench: fifty organisations submit at once while server and worker are killed; what became of each submission."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

from measure import OUT, ROOT, Benchmark, environment

ORGANISATIONS = int(os.environ.get("ORGANISATIONS", "50"))
ROWS = int(os.environ.get("ROWS", "10000"))
KILLS = int(os.environ.get("KILLS", "6"))
READERS, PLAN, MONTH = 4, "many-offices", "2026-10"
NOTES = f"""\
A synthetic plan of {ORGANISATIONS} organisations. Each sends {ROWS:,} rows of its own by the API at the same time, with an
`Idempotency-Key`, and sends again when its connection breaks; each is approved by the plan office as it comes in, and a
worker brings it into the evidence. Meanwhile {READERS} readers ask for pages. `qualicity serve --workers 4`, one worker.

Then the same with another month, while server and worker are killed (`kill -9`, with all their processes) at random
moments {KILLS} times each and started again. At the end every submission that was taken must be effective once: its rows once
in the evidence, one commit, one entry in the log, and the log whole.
"""
PAGES = (f"/en/{PLAN}/", f"/zh/{PLAN}/organisations/", f"/en/{PLAN}/datasets/readings/", "/en/work/")


def _write_plan(folder: Path) -> None:
    """The plan folder, with nothing in its evidence yet but one row."""
    offices = [f"office-{n:02}" for n in range(ORGANISATIONS)]
    plan = {
        "id": PLAN,
        "title": {"en": "Many offices (synthetic)", "zh": "众多机构（虚构）"},
        "place": {"code": "X", "title": {"en": "Nowhere (synthetic)", "zh": "虚构市"}},
        "authority": "office-00",
        "period": {"start": "2026", "end": "2026"},
        "adopted": "2026-01-01",
        "parts": [{"id": "part", "title": {"en": "Part", "zh": "部分"}}],
        "targets": [],
        "goals": [{"id": "goal", "title": {"en": "Goal", "zh": "目标"}, "clauses": ["1"]}],
        "organisations": [
            {"id": o, "title": {"en": f"{o} (synthetic)", "zh": f"{o}（虚构）"}} for o in offices
        ],
    }
    dataset = {
        "title": {"en": "Readings (synthetic)", "zh": "读数（虚构）"},
        "path": "evidence/readings.csv",
        "schema": {
            "fields": [
                {"name": "office", "constraints": {"required": True}},
                {"name": "meter", "type": "integer", "constraints": {"required": True}},
                {"name": "month", "type": "period", "constraints": {"required": True}},
                {"name": "value", "type": "number", "constraints": {"required": True, "minimum": 0}},
            ],
            "primaryKey": ["office", "meter", "month"],
        },
        "concepts": {"TIME_PERIOD": "month"},
        "frequency": "M",
        "due": {"after": "P10D"},
        "reporting": {
            "by": [{"organisation": o, "where": {"office": [o]}} for o in offices],
            "review": ["office"],
            "first": "2026-09",
        },
    }
    for name in ("text", "datasets", "evidence"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "plan.yaml").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    (folder / "datasets/readings.yaml").write_text(json.dumps(dataset, ensure_ascii=False), "utf-8")
    (folder / "text/en.md").write_text("## Part {#part}\n\n[1] Words.\n", "utf-8")
    (folder / "evidence/readings.csv").write_text(
        "office,meter,month,value\noffice-00,1,2026-09,1\n", "utf-8"
    )


def prepare(home: Path) -> None:
    """The plan, loaded, with a token for each organisation."""
    shutil.rmtree(home, ignore_errors=True)
    folder = home / PLAN
    _write_plan(folder)
    _run("load", folder, "--workspace", home / "var")
    tokens = {}
    for n in range(ORGANISATIONS):
        said = _run("token", folder, f"office-{n:02}", "--title", "benchmark", "--workspace", home / "var")
        tokens[f"office-{n:02}"] = said.strip()
    (home / "tokens.json").write_text(json.dumps(tokens))


def measured(home: Path) -> Sequence[str]:
    """Both rounds."""
    return (*_round(home, MONTH, 0), *_round(home, "2026-11", KILLS))


def _round(home: Path, month: str, kills: int) -> Iterator[str]:
    tokens: dict[str, str] = json.loads((home / "tokens.json").read_text())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    at, stop = f"http://127.0.0.1:{port}", threading.Event()
    serve = ("serve", home / PLAN, "--workspace", home / "var", "--no-limits", "--workers", 4, "--port", port)
    with (
        _kept_alive(serve, stop, kills) as deaths,
        _kept_alive(("worker", home / PLAN, "--workspace", home / "var"), stop, kills) as worker_deaths,
        ThreadPoolExecutor(ORGANISATIONS + READERS + 1) as threads,
    ):
        _wait(at + PAGES[0])
        begun = time.perf_counter()
        readers = [threads.submit(_read, at, stop, n) for n in range(READERS)]
        office = threads.submit(_approve, home, month, stop)
        sent = [threads.submit(_send, at, o, t, month) for o, t in tokens.items()]
        try:
            taken = [s.result() for s in sent]
            all_in = time.perf_counter() - begun
            _until_effective(home, month)
            effective = time.perf_counter() - begun
        finally:
            stop.set()
        office.result()
        seconds = sorted(s for r in readers for s in r.result())
    tries = sum(t for t, _ in taken)
    yield (
        f"{'With' if kills else 'Without'} kills: {ORGANISATIONS} × {ROWS:,} rows sent in {all_in:.1f} s "
        f"({tries} requests), all effective after {effective:.1f} s; "
        f"killed: server {len(deaths)}, worker {len(worker_deaths)} times."
    )
    if seconds:
        at_95 = seconds[int(0.95 * len(seconds))]
        yield (
            f"Pages meanwhile: {len(seconds)}, median {median(seconds) * 1000:.0f} ms, 95th percentile "
            f"{at_95 * 1000:.0f} ms, longest {seconds[-1]:.1f} s."
        )
    yield _check(home, month)


def _send(at: str, office: str, token: str, month: str) -> tuple[int, str]:
    """Send until there is an answer: how often, and the submission's id. Errors: `SystemExit` for a refusal."""
    rows = "\n".join(f"{office},{n},{month},{n % 97}.5" for n in range(ROWS))
    body = f"office,meter,month,value\n{rows}\n".encode()
    request = urllib.request.Request(
        f"{at}/api/work/v1/submissions?dataset=readings&period={month}",
        body,
        {
            "Authorization": f"Bearer {token}",
            "Content-Type": "text/csv",
            "Idempotency-Key": f"{office} {month}",
        },
    )
    for tries in range(1, 1000):
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return tries, str(json.load(answer)["submission"]["id"])
        except urllib.error.HTTPError as error:
            if error.code not in (409, 429, 500, 502, 503, 504):
                raise SystemExit(f"{office}: {error.code} {error.read()[:500]!r}") from None
        except (OSError, ValueError):
            pass
        time.sleep(random.uniform(0.1, 0.5))
    raise SystemExit(f"{office}: no answer")


def _read(at: str, stop: threading.Event, n: int) -> list[float]:
    """Seconds of each page that was answered."""
    taken = []
    while not stop.is_set():
        begun = time.perf_counter()
        with suppress(OSError):
            urllib.request.urlopen(at + PAGES[n % len(PAGES)], timeout=60).read()
            taken.append(time.perf_counter() - begun)
        n += 1
        time.sleep(0.05)
    return taken


def _approve(home: Path, month: str, stop: threading.Event) -> None:
    """The plan office, in a process of its own: approves whatever waits."""
    command = (sys.executable, __file__, "approve", str(home), month)
    with subprocess.Popen(command, cwd=ROOT, env=environment()) as office:
        stop.wait()
        office.terminate()


def approve(home: Path, month: str) -> None:
    """Approve what waits, again and again."""
    _ready(home)
    from qualicity.errors import QualicityError
    from qualicity.plan import read_plan
    from qualicity.portal.workbench.actions.submissions import Approve
    from qualicity.portal.workbench.models import Submission
    from qualicity.portal.workbench.rights import Actor, Held
    from qualicity.portal.workbench.worker import clock

    plan, office = read_plan(home / PLAN), Actor("office", (Held("office", PLAN),))
    while True:
        for s in Submission.objects.filter(state="submitted", period=month):
            with suppress(QualicityError):
                Approve(plan, s.pk, s.version).run(office, clock())
        time.sleep(0.2)


def _until_effective(home: Path, month: str) -> None:
    """Wait until no submission is on its way."""
    _ready(home)
    from qualicity.portal.workbench.models import Submission

    for _ in range(6000):
        if Submission.objects.filter(period=month, state="effective").count() >= ORGANISATIONS:
            return
        time.sleep(0.1)
    raise SystemExit("not all submissions took effect within ten minutes")


def _check(home: Path, month: str) -> str:
    """Errors: `SystemExit` where something is lost or there twice."""
    _ready(home)
    from qualicity.evidence import EvidenceStore, reading
    from qualicity.evidence.sql import literal
    from qualicity.plan import read_plan
    from qualicity.portal.workbench import audit
    from qualicity.portal.workbench.models import Entry, Submission
    from qualicity.workspace import Workspace

    store = EvidenceStore(Workspace(home / "var"), read_plan(home / PLAN)).dataset("readings")
    with reading() as db:
        counted = "count(*), count(distinct (office, meter)), count(distinct office)"
        query = f"select {counted} from {store.stored()} where month = {literal(month)}"
        rows, distinct, offices = db.execute(query).fetchall()[0]
    states = list(Submission.objects.filter(period=month).values_list("state", flat=True))
    told = Entry.objects.filter(
        verb="submission.take_effect",
        thing__in=[f"submission {s.pk}" for s in Submission.objects.filter(period=month)],
    ).count()
    places, broken = audit.verify()
    wanted = ORGANISATIONS * ROWS
    if (rows, distinct, offices, told, states, broken) != (
        wanted, wanted, ORGANISATIONS, ORGANISATIONS, ["effective"] * ORGANISATIONS, [],
    ):  # fmt: skip
        raise SystemExit(
            f"rows {rows}, distinct {distinct}, offices {offices}, entries {told}, {states}, {broken}"
        )
    return f"{rows:,} rows of {month}, each once; {told} submissions took effect once; the log of {places} entries is whole."


def _ready(home: Path) -> None:
    from qualicity.portal.serve import ready
    from qualicity.workspace import Workspace

    ready(Workspace(home / "var"))


@contextmanager
def _kept_alive(words: tuple[object, ...], stop: threading.Event, kills: int) -> Iterator[list[float]]:
    """A command that is started again whenever it ends, and killed so often at random moments; yields when it was."""
    deaths: list[float] = []
    command = (sys.executable, "-m", "qualicity", *map(str, words))
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        left = kills
        while not stop.is_set():
            with subprocess.Popen(
                command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, start_new_session=True
            ) as process:
                running[:] = [process]
                if left and not stop.wait(random.uniform(1, 6)):
                    os.killpg(process.pid, signal.SIGKILL)
                    deaths.append(time.perf_counter())
                    left -= 1
                else:
                    while not stop.wait(0.2) and process.poll() is None:
                        pass

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield deaths
    finally:
        stop.set()
        for process in running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        thread.join()


def _wait(address: str) -> None:
    for _ in range(600):
        with suppress(OSError):
            urllib.request.urlopen(address, timeout=10).close()
            return
        time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")


def _run(*words: object) -> str:
    command = (sys.executable, "-m", "qualicity", *map(str, words))
    done = subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True)
    return done.stdout


BENCHMARK = Benchmark(
    "workbench",
    "Fifty organisations submit at once",
    NOTES,
    lambda home, n: (),
    before=prepare,
    also=measured,
)

if __name__ == "__main__":
    if sys.argv[1:2] == ["approve"]:
        approve(Path(sys.argv[2]), sys.argv[3])
    else:
        place = OUT / "workbench"
        prepare(place)
        for line in measured(place):
            print(line, flush=True)
