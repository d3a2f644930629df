"""Records as CSV: a column at a time where rows are alike, and the same file where they are not."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from qualicity.release import to_csv
from qualicity.release.records import _alike

LEAVES = st.sampled_from([None, 3, 1.5, True, "", "=x", 'a,"b"', "+1"])
RECORDS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(st.sampled_from("xyz"), LEAVES, min_size=1),
    lambda inner: st.dictionaries(st.sampled_from("xyz"), LEAVES | inner, min_size=1),
    max_leaves=6,
)


@st.composite
def shapes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows of one shape, in which whatever may be null is null here and there."""
    shape = draw(RECORDS)

    def like(record: dict[str, Any]) -> dict[str, Any]:
        return {
            k: None if draw(st.booleans()) else like(v) if isinstance(v, dict) else v
            for k, v in record.items()
        }

    return [like(shape) for _ in range(draw(st.integers(1, 4)))]


@given(shapes() | st.lists(RECORDS, min_size=1, max_size=4))
def test_a_row_that_is_unlike_the_others_changes_nothing_of_theirs(rows: list[dict[str, Any]]) -> None:
    apart = {"another name": ["a list, which no cell holds"]}  # with it no row is alike
    assert _alike([*rows, apart], "") is None
    assert to_csv([*rows, apart]).splitlines()[: len(rows) + 1] == to_csv(rows).splitlines()


def test_what_is_an_object_in_some_rows_stands_after_what_all_have() -> None:
    rows: list[dict[str, Any]] = [{"why": None, "n": 1}, {"why": {"en": "=no", "zh": "无"}, "n": None}]
    assert _alike(rows, "") is not None
    assert to_csv(rows) == "n,why.en,why.zh\n1,,\n,'=no,无\n"
