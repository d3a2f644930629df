"""Foshan's definitions that differ in conditions, stations or rule have names that people can read, in both languages."""

from rooms_fixtures import FOSHAN

from qualicity.plan import open_plan


def test_what_sets_definitions_apart_is_said_in_words_and_not_by_an_id() -> None:
    plan = open_plan(FOSHAN).plan
    assert plan is not None
    apart = [
        (i, d)
        for i in plan.indicators
        for d in i.definitions
        if d.id.startswith(("published-", "stations-", "valid-"))
    ]
    assert len(apart) > 10
    for indicator, definition in apart:
        title = definition.title
        assert title is not None, (indicator.id, definition.id)
        assert title.en.startswith(indicator.title.en)
        assert title.en != indicator.title.en
        assert not title.lacks("zh")
