"""How reporting goes, as figures: what counts as in time, right at first and corrected, and what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicity.portal.workbench.timeliness import Asked, Share, Submitted, by_organisation, timeliness

if TYPE_CHECKING:
    from conftest import City

DUE, UNTIL = date(2026, 11, 10), date(2026, 11, 30)


def asked(period: str = "2026-10", **other: Any) -> Asked:
    return Asked(**({"dataset": "d", "organisation": "o", "period": period, "due": DUE} | other))


def sent(id: str = "1", **other: Any) -> Submitted:
    said: dict[str, Any] = {"dataset": "d", "organisation": "o", "period": "2026-10", "handed_in": DUE}
    return Submitted(id, **(said | other))


@pytest.mark.parametrize(
    ("duties", "submissions", "share"),
    [
        ([asked()], [sent()], (1, 1)),  # on the day itself
        ([asked()], [sent(handed_in=date(2026, 11, 11))], (0, 1)),
        ([asked()], [], (0, 1)),  # never handed in
        ([asked()], [sent(withdrawn=True)], (0, 1)),
        ([asked()], [sent(returned=2, handed_in=date(2026, 11, 9))], (1, 1)),  # it came back later
        ([asked(held=True)], [], (0, 0)),  # its rows came another way
        ([asked(held=True)], [sent()], (1, 1)),
        ([asked(due=date(2026, 12, 1))], [sent()], (0, 0)),  # its date has not passed
        ([asked()], [sent(period="2026-09")], (0, 1)),  # another period's
        ([asked()], [sent("1", withdrawn=True), sent("2", handed_in=date(2026, 11, 12))], (0, 1)),
    ],
)
def test_what_counts_as_in_time(
    duties: list[Asked], submissions: list[Submitted], share: tuple[int, int]
) -> None:
    assert timeliness(duties, submissions, UNTIL).in_time == Share(*share)


@pytest.mark.parametrize(
    ("submissions", "share"),
    [
        ([sent(approved=True)], (1, 1)),
        ([sent(approved=True, effective=True, returned=1)], (0, 1)),
        ([sent(returned=1)], (0, 1)),
        ([sent()], (0, 0)),  # nobody has decided
        ([sent(approved=True, corrects="0")], (0, 0)),  # a correction
        ([sent(approved=True), sent("2", returned=1, withdrawn=True)], (1, 2)),
    ],
)
def test_what_counts_as_right_at_first(submissions: list[Submitted], share: tuple[int, int]) -> None:
    assert timeliness([], submissions, UNTIL).at_first == Share(*share)


def test_what_counts_as_corrected() -> None:
    first, mended = sent("1", effective=True), sent("2", effective=True, corrects="1")
    waiting = sent("3", corrects="2")
    assert timeliness([], [first], UNTIL).corrected == Share(0, 1)
    assert timeliness([], [first, mended], UNTIL).corrected == Share(1, 2)
    assert timeliness([], [first, mended, waiting], UNTIL).corrected == Share(1, 2)


_DAYS = st.dates(date(2026, 11, 1), date(2026, 11, 30))
_OF = st.sampled_from(["a", "b", "c"])


@given(
    st.lists(st.builds(asked, st.sampled_from(["2026-09", "2026-10"]), organisation=_OF, due=_DAYS), max_size=12),
    st.lists(
        st.builds(
            sent, st.uuids().map(str), organisation=_OF, handed_in=st.none() | _DAYS, returned=st.integers(0, 2),
            approved=st.booleans(), effective=st.booleans(), withdrawn=st.booleans(),
        ),
        max_size=12,
    ),
    _DAYS,
)  # fmt: skip
def test_organisations_add_up_to_the_plan(duties: list[Asked], subs: list[Submitted], until: date) -> None:
    whole, parts = timeliness(duties, subs, until), by_organisation(duties, subs, until).values()
    for name in ("in_time", "at_first", "corrected"):
        share = getattr(whole, name)
        assert (share.k, share.n) == tuple(sum(getattr(getattr(p, name), x) for p in parts) for x in "kn")
        assert 0 <= share.k <= share.n
        assert share.percent is None or 0 <= share.percent <= 100


def test_a_share_of_nothing_is_not_nought_percent() -> None:
    assert Share(0, 0).percent is None
    assert [Share(k, 3).percent for k in range(4)] == [0, 33, 67, 100]


def log(city: City, day: int, id: str, verb: str, **said: Any) -> None:
    from django.db import transaction

    from qualicity.portal.workbench import audit

    with transaction.atomic():
        audit.append(
            datetime(2026, 11, day, 12), "clerk@demo.invalid", f"submission.{verb}", f"submission {id}",
            "sample-city", "north-district", said,
        )  # fmt: skip


def worked(city: City) -> None:
    """North District's October: handed in a day late, returned, and approved on 20 November."""
    from qualicity.portal.workbench.models import Submission

    Submission.objects.create(
        id="n1", plan="sample-city", dataset="inspections", organisation="north-district", period="2026-10",
        state="effective", by="clerk@demo.invalid", created=datetime(2026, 11, 9, tzinfo=UTC),
    )  # fmt: skip
    log(city, 9, "n1", "save")
    log(city, 11, "n1", "submit", state="submitted")
    log(city, 12, "n1", "return", state="returned")
    log(city, 13, "n1", "save", state="returned")
    log(city, 14, "n1", "submit", state="submitted")
    log(city, 20, "n1", "approve", state="approved")
    log(city, 20, "n1", "take_effect", state="effective")


def test_the_log_gives_the_figures_as_they_stood_on_any_day(city: City) -> None:
    from qualicity.portal.workbench.reckoned import reckon

    worked(city)

    def north(day: int) -> tuple[Share, Share, Share]:
        found = reckon(city.store, date(2026, 11, day))[1]["north-district"]
        return found.in_time, found.at_first, found.corrected

    assert north(9) == (Share(), Share(), Share())
    assert north(11) == (Share(0, 1), Share(), Share())
    assert north(12) == (Share(0, 1), Share(0, 1), Share())
    assert north(20) == (Share(0, 1), Share(0, 1), Share(0, 1))


def test_the_public_sees_counts_of_organisations_and_nobodys_name(city: City) -> None:
    from django.test import Client

    from qualicity.portal.workbench.models import Submission

    reader = Client()
    assert "reckoned" not in reader.get("/en/sample-city/organisations/").content.decode()
    worked(city)
    Submission.objects.update(submitted=city.now.replace(tzinfo=UTC) - timedelta(days=9))
    city.later(days=1)
    said = reader.get("/en/sample-city/organisations/north-district.json").json()["reported"]
    assert said == {
        "in_time": {"k": 0, "n": 1},
        "at_first": {"k": 0, "n": 1},
        "corrected": {"k": 0, "n": 1},
    }
    for lang in ("en", "zh"):
        for place in ("organisations/", "organisations/north-district/", "organisations.json"):
            page = reader.get(f"/{lang}/sample-city/{place}")
            assert page.status_code == 200
            body = page.content.decode()
            assert "demo.invalid" not in body
            assert "n1" not in body.replace("n1%", "")
            if place.endswith("/"):
                assert ("0 of 1" if lang == "en" else "1 项中 0 项") in body
    then = reader.get("/en/sample-city/organisations/north-district.json?as_of=2026-11-12").json()
    assert "reported" not in then  # nobody had handed in anything by the day before


def test_where_an_organisation_has_too_few_all_of_them_are_withheld(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import Client

    from qualicity.plan import Dataset
    from qualicity.portal.workbench.models import Submission

    worked(city)
    Submission.objects.update(submitted=city.now.replace(tzinfo=UTC) - timedelta(days=9))
    city.later(days=1)
    monkeypatch.setattr(Dataset, "smallest_cell", property(lambda _: 3))
    page = Client().get("/en/sample-city/organisations/").content.decode()
    assert "Withheld: an organisation has too few." in page
    assert "0 of 1" not in page
    assert "reported" not in Client().get("/en/sample-city/organisations/north-district.json").json()
