"""Two people's rows put side by side: every value of either is there to be chosen, whatever they typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualicity.portal.workbench.merge import pairs

FIELDS, KEY = ("section", "class", "value"), ("section",)
cell = st.sampled_from(["", "a", "b", "c"])
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, cell)), max_size=5)


@given(rows, rows, rows)
def test_every_value_of_either_is_offered(mine: list, theirs: list, base: list) -> None:
    found = pairs(FIELDS, KEY, mine, theirs, base)
    assert sorted(p.mine for p in found if p.mine is not None) == list(range(len(mine)))
    assert sorted(p.theirs for p in found if p.theirs is not None) == list(range(len(theirs)))
    for pair in found:
        if pair.mine is not None:
            assert {c.field: c.mine for c in pair.cells} == mine[pair.mine]
        if pair.theirs is not None:
            assert {c.field: c.theirs for c in pair.cells} == theirs[pair.theirs]


@given(rows, rows)
def test_what_only_one_has_changed_is_taken_from_whoever_changed_it(mine: list, theirs: list) -> None:
    one_key = {tuple(r[k] for k in KEY): r for r in mine if r["section"]}
    same = list(one_key.values())
    for pair in pairs(FIELDS, KEY, same, theirs, same):
        for c in pair.cells:
            assert pair.side != "both" or c.value == c.theirs
    for pair in pairs(FIELDS, KEY, theirs, same, same):
        for c in pair.cells:
            assert pair.side == "theirs" or c.value == c.mine


@given(rows)
def test_with_oneself_there_is_nothing_to_choose(mine: list) -> None:
    assert not any(p.differs for p in pairs(FIELDS, KEY, mine, mine))
