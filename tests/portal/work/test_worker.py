"""What is approved takes effect once, whatever happens to a worker; what no longer fits comes back with its reasons."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from review_cases import NOW, everybody, led_to, rows, state_of, verb
from test_review_together import at_once

from qualicity.evidence import Duty
from qualicity.portal import catalogue

if TYPE_CHECKING:
    from conftest import City

KILLS = 4


def entries(s: Any, name: str) -> int:
    from qualicity.portal.workbench.models import Entry

    found: int = Entry.objects.filter(thing=f"submission {s.pk}", verb=f"submission.{name}").count()
    return found


def brought(city: City, s: Any) -> int:
    """How many commits a submission has in the evidence."""
    return sum(c.submission == s.pk for c in city.store.dataset("inspections").commits)


def test_a_worker_killed_between_the_evidence_and_the_database_does_it_once(
    either_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.workbench import worker

    city = either_city
    s = led_to(city.plan, "approved", "2026-10", everybody("author"))

    def killed(*_: Any) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as patched:
        patched.setattr(worker.TakeEffect, "run", killed)
        with pytest.raises(SystemExit):
            city.work()
    assert (state_of(s), brought(city, s)) == ("approved", 1)
    assert city.work() == 0  # its time has not run out
    # Meanwhile the areas are others, and the rows would fit no more: they stand in the evidence all the same.
    monkeypatch.setattr(worker, "take_in", None)
    city.later(minutes=11)
    assert city.work() == 1
    assert (state_of(s), brought(city, s), entries(s, "take_effect")) == ("effective", 1, 1)
    assert city.work() == 0


def test_two_workers_at_once_do_each_once(either_city: City) -> None:
    from qualicity.portal.workbench import audit
    from qualicity.portal.workbench.models import Job

    city = either_city
    periods = [f"2026-{m:02}" for m in (7, 8, 9, 10)]
    found = [
        led_to(city.plan, "approved", p, everybody("author"), rows(p, 40 + n)) for n, p in enumerate(periods)
    ]
    said = at_once(city.work, city.work, city.work)
    assert sorted(map(str, said))[-1].isdigit(), said
    assert sum(said) == len(found)
    for s in found:
        assert (state_of(s), brought(city, s), entries(s, "take_effect")) == ("effective", 1, 1)
    assert not Job.objects.filter(done=None).exists()
    assert audit.verify()[1] == []


def test_a_job_whose_time_ran_out_while_it_was_done_is_done_once(either_city: City) -> None:
    """A slow worker and the one that takes over from it, on the same job."""
    from qualicity.portal.workbench import worker
    from qualicity.portal.workbench.models import Job

    city = either_city
    s = led_to(city.plan, "approved", "2026-10", everybody("author"))
    job = Job.objects.get(kind="take-effect")
    at_once(*[lambda: worker.take_effect(job, city.now)] * 3)
    assert (state_of(s), brought(city, s), entries(s, "take_effect")) == ("effective", 1, 1)


def test_what_no_longer_fits_comes_back_with_the_reason_at_its_cell(
    either_city: City, letters: list[Any], tmp_path: Path
) -> None:
    from qualicity.portal.workbench import audit
    from qualicity.portal.workbench.models import Comment

    city, author, folder = either_city, everybody("author"), tmp_path / "plan"
    shutil.copytree(city.folder, folder)
    catalogue.put(catalogue.Catalogue([folder], city.workspace, city.now.date))
    s = led_to(city.plan, "approved", "2026-10", author, rows("2026-10", 58, inspected=61))
    declared = folder / "datasets" / "inspections.yaml"
    was = declared.read_text()
    declared.write_text(was.replace("minimum: 1, maximum: 100000", "minimum: 1, maximum: 60"))  # meanwhile
    city.work()
    assert (state_of(s), brought(city, s), entries(s, "take_effect")) == ("returned", 0, 0)
    said = Comment.objects.get(submission=s)
    assert (said.row, said.field, said.by) == (1, "inspected", "qualicity")
    assert "61" in said.text
    assert " / " in said.text  # in both languages
    city.work()
    assert {m.to[0] for m in letters} == {f"{n}@a.example" for n in ("author", "first", "second")}

    verb(city.plan, s, "save", data=rows("2026-10", 58, inspected=60)).run(author, city.later(minutes=1))
    for name, who in (("submit", author), ("approve", everybody("a")), ("approve", everybody("b"))):
        s.refresh_from_db()
        verb(city.plan, s, name).run(who, city.now)
    city.work()
    assert (state_of(s), brought(city, s), entries(s, "take_effect")) == ("effective", 1, 1)
    assert audit.verify()[1] == []


def test_an_embargo_is_offered_where_the_dataset_asks_and_held(either_city: City) -> None:
    from qualicity.errors import UsageError
    from qualicity.portal.workbench.actions.submissions import Approve, Save, Sent, Submit
    from qualicity.portal.workbench.rights import Actor, Held

    city, until = either_city, datetime(2026, 11, 25, 8)
    s = led_to(city.plan, "submitted 2", "2026-10", everybody("author"))
    with pytest.raises(UsageError, match="when it takes effect"):
        Approve(city.plan, s.pk, s.version, embargo=until).run(everybody("other"), NOW)

    roles = (
        Held("contributor", "sample-city", "water-bureau"),
        Held("reviewer", "sample-city", "water-bureau"),
        Held("office", "sample-city"),
    )
    clerk, head, office = (Actor(n, roles) for n in ("clerk", "head", "office"))
    file = b"section,area,month,class,permanganate\nFerry,SC,2026-10,V,9.5\n"
    duty = Duty(None, None, "water_sections", "water-bureau", "2026-10")
    w = Save(city.plan, duty, Sent(file, "w.csv", 1)).run(clerk, NOW)
    w = Submit(city.plan, w.pk, w.version).run(clerk, NOW)
    with pytest.raises(UsageError, match="when it takes effect"):
        Approve(city.plan, w.pk, w.version, embargo=until).run(head, NOW)
    w = Approve(city.plan, w.pk, w.version).run(head, NOW)
    w = Approve(city.plan, w.pk, w.version, embargo=until).run(office, NOW)

    def public() -> str:
        from django.test import Client

        answer: Any = Client().get("/en/sample-city/datasets/water_sections.csv")
        return b"".join(answer.streaming_content).decode()

    before = public()
    for _hour in range(2):
        city.later(hours=20)
        assert city.work() == 0
        assert public() == before
    city.later(hours=5)
    assert city.now > until
    assert city.work() == 1
    w.refresh_from_db()
    assert w.state == "effective"
    assert "Ferry,SC,2026-10" not in before
    assert "Ferry,SC,2026-10" in public()


def test_work_that_failed_is_seen_and_tried_again(either_city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.workbench import queue, worker
    from qualicity.portal.workbench.models import Entry, Job

    city = either_city
    s = led_to(city.plan, "approved", "2026-10", everybody("author"))

    def full(*_: Any) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(worker, "take_in", full)
        for _try in range(queue.MOST_TRIES + 2):
            city.later(minutes=11)
            city.work()
    job = Job.objects.get(kind="take-effect")
    assert (job.tries, job.done) == (queue.MOST_TRIES, None)
    office, clerk = city.sign_in("office"), city.sign_in("clerk")
    page = office.get("/en/work/sample-city/jobs/").content.decode()
    assert "No space left on device" in page
    assert "given up" in page
    assert s.pk in page
    assert clerk.get("/en/work/sample-city/jobs/").status_code == 403
    assert clerk.post(f"/en/work/sample-city/jobs/{job.pk}/retry/").status_code == 403
    assert office.post(f"/en/work/sample-city/jobs/{job.pk}/retry/").status_code == 302
    city.now = datetime.fromisoformat(str(Entry.objects.get(verb="job.retry").at)).replace(tzinfo=None)
    assert city.work() == 1
    assert state_of(s) == "effective"
    assert "Nothing has failed" in office.get("/en/work/sample-city/jobs/").content.decode()


_WORK = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from qualicity.portal import configure, database
from qualicity.workspace import Workspace
configure([Path(sys.argv[1])], Workspace(Path(sys.argv[2])), datetime(2026, 11, 23).date())
from qualicity.portal.workbench import queue, worker
now = datetime.fromisoformat(sys.argv[3])
print("ready", flush=True)
queue.work(worker.KINDS, lambda: now)
"""


def test_a_worker_killed_at_any_moment_loses_nothing_and_does_nothing_twice(city: City) -> None:
    from qualicity.portal.workbench import audit

    periods = [f"2026-{m:02}" for m in range(1, 11)]
    found = [
        led_to(city.plan, "approved", p, everybody("author"), rows(p, 30 + n)) for n, p in enumerate(periods)
    ]
    dice, said = random.Random(9), ""
    for kill in range(KILLS + 1):
        city.later(minutes=11)
        command = [
            sys.executable,
            "-c",
            _WORK,
            str(city.folder),
            str(city.workspace.root),
            city.now.isoformat(),
        ]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, env=os.environ | {"QUALICITY_DEMO": "1"}
        ) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            if kill < KILLS:
                time.sleep(dice.uniform(0.05, 0.9))
                worker.kill()
        said += f"{sum(state_of(s) == 'effective' for s in found)} "
    assert [state_of(s) for s in found] == ["effective"] * len(found), said
    for s in found:
        assert (brought(city, s), entries(s, "take_effect")) == (1, 1), said
    store = city.store.dataset("inspections")
    assert len({c.submission for c in store.commits}) == len(store.commits)
    assert audit.verify()[1] == []
    sys.stdout.write(f"effective after each worker: {said}\n")


def test_long_work_stays_with_the_worker_that_is_at_it(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.workbench import queue
    from qualicity.portal.workbench.worker import clock

    del city
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=0.4))
    monkeypatch.setattr(queue, "RENEW", 0.05)
    queue.ask("long", "1", {}, clock().replace(tzinfo=UTC))
    others: list[Any] = []

    def long(*_: Any) -> None:
        time.sleep(1)
        others.append(queue.take(clock()))

    assert queue.work({"long": long}, clock) == 1
    assert others == [None]
