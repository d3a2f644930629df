"""Two people at once: one wins, the other is told, nothing of either is lost, and the log stays whole."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from review_cases import NOW, begun, everybody, led_to, north, rows, verb

if TYPE_CHECKING:
    from conftest import City


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    """What came of each, or what it raised; all begin in the same moment, each with a connection of its own."""
    gate = Barrier(len(doings))

    def do(doing: Callable[[], Any]) -> Any:
        from django.db import connection

        try:
            connection.ensure_connection()
            gate.wait(10)
            return doing()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(do, doings))


@pytest.mark.parametrize(
    ("state", "one", "other"),
    [
        ("submitted", "approve", "return"),
        ("submitted", "approve", "approve"),
        ("submitted 2", "approve", "withdraw"),
        ("submitted 2", "approve", "approve"),
        ("draft", "save", "submit"),
        ("returned", "save", "save"),
    ],
)
def test_of_two_at_once_one_wins_and_the_other_is_told(
    either_city: City, state: str, one: str, other: str
) -> None:
    from qualicity.portal.workbench import audit
    from qualicity.portal.workbench.actions.base import ConflictError
    from qualicity.portal.workbench.models import Content, Entry

    plan = either_city.plan
    for n in range(4):
        s = led_to(plan, state, f"{state}-{one}-{other}-{n}", everybody("author"))
        before = Entry.objects.count()
        doings = [
            (
                verb(plan, s, name, **({"data": rows(s.period, k)} if name == "save" else {})),
                everybody(f"p{k}"),
            )
            for k, name in enumerate((one, other))
        ]
        said = at_once(*(lambda a=a, who=who: a.run(who, NOW) for a, who in doings))
        lost = [x for x in said if isinstance(x, Exception)]
        assert [type(x) for x in lost] == [ConflictError], said
        assert Entry.objects.count() == before + 1
        won = next(x for x in said if not isinstance(x, Exception))
        s.refresh_from_db()
        assert (s.state, s.step, s.version, s.content_id) == (
            won.state,
            won.step,
            won.version,
            won.content_id,
        )
        assert Content.objects.filter(pk=s.content_id).exists()
    assert audit.verify()[1] == []


def test_two_first_drafts_of_a_duty_are_one(either_city: City) -> None:
    from qualicity.portal.workbench.actions.base import ConflictError
    from qualicity.portal.workbench.models import Submission

    plan = either_city.plan
    said = at_once(
        *(lambda n=n: begun(plan, "2026-10", everybody(f"p{n}"), rows("2026-10", n)) for n in range(4))
    )
    assert sum(isinstance(x, ConflictError) for x in said) == 3, said
    assert Submission.objects.count() == 1


def test_the_same_bytes_sent_for_many_duties_at_once_are_kept_once_and_refuse_nobody(
    either_city: City,
) -> None:
    from qualicity.portal.workbench import audit
    from qualicity.portal.workbench.models import Content, Submission

    plan, data = either_city.plan, rows("2026-10")
    said = at_once(*(lambda n=n: begun(plan, f"same-{n}", everybody(f"p{n}"), data) for n in range(8)))
    assert not [x for x in said if isinstance(x, Exception)], said
    assert Submission.objects.count() == 8
    assert Content.objects.count() == 1
    assert audit.verify() == (8, [])


def test_what_fails_after_it_was_done_is_undone_with_its_entry(
    either_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.workbench import audit
    from qualicity.portal.workbench.actions.submissions import Approve
    from qualicity.portal.workbench.models import Job

    plan = either_city.plan
    s = led_to(plan, "submitted 2", "2026-10", everybody("author"))

    def full(*_: Any, **__: Any) -> None:
        raise OSError("no space")

    monkeypatch.setattr(audit, "append", full)
    with pytest.raises(OSError, match="no space"):
        Approve(plan, s.pk, s.version).run(everybody("other"), NOW)
    s.refresh_from_db()
    assert s.state == "submitted"
    assert not Job.objects.exists()
    assert north("2026-10").key == ("inspections", "north-district", "2026-10")
