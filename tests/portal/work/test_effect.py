"""What a submission would change is exactly what it changes, and asking for it changes nothing."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_cases import NOW, begun, everybody, north, person, verb

from qualicity.assessment import PlanView, view_plan
from qualicity.evidence import Duty
from qualicity.portal import catalogue

if TYPE_CHECKING:
    from conftest import City

    from qualicity.portal.workbench.effect import Effect
    from qualicity.portal.workbench.models import Submission


def worked_out(city: City, s: Submission) -> Effect:
    from qualicity.portal.workbench.effect import effect_of

    return effect_of(catalogue.live(), s, city.now)


def sent(period: str, counts: list[tuple[int, int]]) -> bytes:
    """A row of inspections of the north district."""
    said = "\n".join(f"SC-N,{period},{inspected},{passed}," for inspected, passed in counts)
    return f"area,month,inspected,passed,remark\n{said}\n".encode()


def taken(city: City, s: Submission) -> None:
    """Through its review and into the evidence."""
    plan = city.plan
    note = {"note": "It was wrong"} if s.corrects_id else {}
    for name, who, other in (("submit", "author", note), ("approve", "first", {}), ("approve", "second", {})):
        s = verb(plan, s, name, **other).run(everybody(who), city.now)
    city.work()
    s.refresh_from_db()
    assert s.state == "effective"


def now(city: City) -> PlanView:
    """The plan as it is computed now, from nothing that was kept."""
    return view_plan(city.plan, city.workspace, city.now.date())


MONTHS = ("2026-10", "2026-09", "2026-02")


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_it_changes_exactly_what_was_shown(city: City, data: st.DataObject) -> None:
    from qualicity.portal.workbench.effect import figures, verdicts

    city.later(minutes=1)
    month = data.draw(st.sampled_from(MONTHS))
    inspected = data.draw(st.integers(1, 300))
    s = begun(
        city.plan,
        month,
        everybody("author"),
        sent(month, [(inspected, data.draw(st.integers(0, inspected)))]),
    )
    before, shown = now(city), worked_out(city, s)
    city.later(minutes=1)
    taken(city, s)
    after = now(city)
    assert _figures(figures(before, after)) == _figures(shown.figures)
    assert _verdicts(verdicts(before, after)) == _verdicts(shown.verdicts)
    if shown.moves:
        rows = [r for r in shown.rows if r.key["area"] == "SC-N"]
        assert [r.after["passed"] for r in rows if "passed" in r.after] or rows


def _figures(moved: Any) -> list[tuple[Any, ...]]:
    """A figure's vintage is the moment of its commit, which nobody knows before."""
    keys = [(m.figure.indicator, m.figure.area, m.figure.period_text, m.figure.breakdown) for m in moved]
    return sorted(
        (*map(str, k), str(m.before and m.before.value), str(m.after and m.after.value))
        for k, m in zip(keys, moved, strict=True)
    )


def _verdicts(moved: Any) -> list[tuple[Any, ...]]:
    return [(m.after.target.id, m.before.status, m.after.status, m.after.reason) for m in moved]


def test_a_row_that_is_held_shows_old_and_new(city: City) -> None:
    s = begun(city.plan, "2026-09", everybody("author"), sent("2026-09", [(63, 20)]))
    shown = worked_out(city, s)
    assert shown.answer.change is not None
    assert (shown.answer.change.inserted, shown.answer.change.updated) == (0, 1)
    (row,) = shown.rows
    assert (row.before["passed"], row.after["passed"]) == (59, 20)


def test_the_sentences_of_the_mayors_report_that_move_are_shown_in_both_languages(city: City) -> None:
    s = begun(city.plan, "2026-10", everybody("author"), sent("2026-10", [(61, 20)]))
    shown = worked_out(city, s)
    for lang in ("en", "zh"):
        moved = [m for m in shown.sentences[lang] if m.target == "pass-rate"]
        assert moved
        assert all(m.before != m.after for m in moved)
        assert not [m for m in shown.sentences[lang] if m.target == "good-water"]


def test_asking_twice_costs_once_until_the_evidence_is_another(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.workbench import effect as module

    asked = []
    real = module.effect
    monkeypatch.setattr(module, "effect", lambda *said: asked.append(1) or real(*said))
    s = begun(city.plan, "2026-10", everybody("author"), sent("2026-10", [(61, 58)]))
    first = worked_out(city, s)
    assert worked_out(city, s) is first
    assert len(asked) == 1
    water = Duty(None, None, "water_sections", "water-bureau", "2026-10")
    from qualicity.evidence import Author
    from qualicity.portal.workbench.checking import desk, take_in

    file = b"section,area,month,class,permanganate\nFerry,SC,2026-10,II,1.5\n"
    at = desk(catalogue.live(), city.plan.id, city.later(minutes=1))
    assert take_in(at, water, file, "w.csv", Author("water-bureau", "", city.now, "submission")).accepted
    worked_out(city, s)
    assert len(asked) == 2


def test_while_one_is_worked_out_the_next_is_told_to_wait(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.workbench import effect as module

    monkeypatch.setattr(module, "WAIT", 0.01)
    s = begun(city.plan, "2026-10", everybody("author"), sent("2026-10", [(61, 58)]))
    with module.ONE, pytest.raises(module.BusyError):
        worked_out(city, s)
    assert worked_out(city, s).moves == 1


def test_what_has_errors_shows_them_and_nothing_else(city: City) -> None:
    s = begun(city.plan, "2026-10", everybody("author"), sent("2026-10", [(0, 58)]))
    shown = worked_out(city, s)
    assert not shown.answer.accepted
    assert (shown.rows, shown.figures, shown.verdicts, shown.sentences) == ((), (), (), {})


@pytest.mark.parametrize(
    ("desk", "says"),
    [("/en/work", "Passed: 'many' is not a whole number"), ("/zh/work", "合格批次：'many' 不是整数")],
)
def test_an_error_names_its_column_by_the_title_that_the_form_shows(city: City, desk: str, says: str) -> None:
    file = b"area,month,inspected,passed,remark\nSC-N,2026-10,61,many,\n"
    s = begun(city.plan, "2026-10", person("author", "contributor"), file)
    page = city.sign_in("clerk").get(f"{desk}/sample-city/submissions/{s.pk}/effect/").content.decode()
    assert says in unescape(page)
    looked = city.sign_in("clerk").get(f"{desk}/sample-city/submissions/{s.pk}/").content.decode()
    assert ">count<" not in looked  # the unit of what is counted is no word to show


def test_the_clerk_sees_it_before_sending_with_the_way_to_each_public_page(city: City) -> None:
    s = begun(city.plan, "2026-10", person("author", "contributor"), sent("2026-10", [(61, 20)]))
    clerk = city.sign_in("clerk")
    form = "/en/work/sample-city/report/inspections/north-district/2026-10/"
    typed = {"c-0-area": "SC-N", "c-0-month": "2026-10", "c-0-inspected": "61", "c-0-passed": "20"}
    asked = clerk.post(form, {"rows": "1", "version": s.version, "verb": "effect", **typed})
    assert asked.headers["Location"] == f"/en/work/sample-city/submissions/{s.pk}/effect/"
    page = clerk.get(f"/en/work/sample-city/submissions/{s.pk}/effect/").content.decode()
    for public in ("targets/pass-rate", "indicators/pass-rate", "datasets/inspections"):
        assert f'href="/en/sample-city/{public}' in page, public
    assert "<html" in page
    part = clerk.get(f"/zh/work/sample-city/submissions/{s.pk}/effect/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "商品抽查合格率" in part.content.decode()
    assert north("2026-10").organisation == s.organisation
    assert city.now == NOW


def elsewhere(city: City, s: Submission) -> Effect:
    """What another process, which has kept nothing itself, is told."""
    catalogue.put(catalogue.Catalogue([city.folder], city.workspace, city.now.date))
    return worked_out(city, s)


def test_another_process_serves_what_one_has_worked_out(
    either_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.workbench import effect as module
    from qualicity.portal.workbench.models import WorkedOut

    city, s = (
        either_city,
        begun(either_city.plan, "2026-10", everybody("author"), sent("2026-10", [(61, 20)])),
    )
    first = worked_out(city, s)
    monkeypatch.setattr(module, "effect", lambda *said: pytest.fail("worked out twice"))
    again = elsewhere(city, s)
    assert again is not first
    assert (again.rows, again.sentences) == (first.rows, first.sentences)
    assert _figures(again.figures) == _figures(first.figures)
    assert _verdicts(again.verdicts) == _verdicts(first.verdicts)
    assert WorkedOut.objects.count() == 1


def test_of_an_earlier_evidence_nothing_is_kept(city: City) -> None:
    from qualicity.portal.workbench.models import WorkedOut

    kept = []
    for month in ("2026-09", "2026-10"):
        s = begun(city.plan, month, everybody("author"), sent(month, [(61, 20)]))
        worked_out(city, s)
        kept.append(set(WorkedOut.objects.values_list("key", flat=True)))
        taken(city, s)
    assert [len(k) for k in kept] == [1, 1]
    assert not kept[0] & kept[1]


def test_what_somebody_else_wrote_into_the_table_is_worked_out_anew(city: City) -> None:
    import pickle
    import zlib

    from qualicity.portal.workbench.models import WorkedOut

    s = begun(city.plan, "2026-10", everybody("author"), sent("2026-10", [(61, 20)]))
    shown = worked_out(city, s)
    WorkedOut.objects.update(packed=zlib.compress(pickle.dumps("forged")))
    assert elsewhere(city, s).rows == shown.rows


def test_other_words_of_the_files_columns_are_another_question(city: City) -> None:
    from qualicity.portal.workbench import effects_kept
    from qualicity.portal.workbench.models import Columns

    s = begun(city.plan, "2026-10", everybody("author"), sent("2026-10", [(61, 20)]))
    before = effects_kept.key_of("x", s)
    Columns.objects.create(content=s.content, dataset=s.dataset, said={"Checked": "inspected"})
    assert effects_kept.key_of("x", s) != before
