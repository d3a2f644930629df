"""Draws: RFC 3797's example, golden vectors, uniformity, what a draw does and does not depend on."""

import csv
import io
import itertools
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from calc_fixtures import given, refused
from calc_fixtures import made as made_by
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import Workbook
from scipy.stats import chisquare

from qualicity.errors import UsageError
from qualicity.indicators.derive import rows_sql
from qualicity.methods import method
from qualicity.methods.calc import calculate_file
from qualicity.methods.sampling import draw as drawing
from qualicity.methods.sampling.draw import Asked, draw, freeze, rfc3797, rfc3797_key
from qualicity.methods.sampling.draw.pairs import paired
from qualicity.methods.sampling.draw.strata import as_said, shared_out
from qualicity.methods.sampling.draw.streams import doubts, hashes, shuffled, uniform_below

DATA = Path(__file__).resolve().parents[1] / "data" / "sampling"
RFC = json.loads((DATA / "rfc3797_example.json").read_text("utf-8"))
DRAND = json.loads((DATA / "drand_examples.json").read_text("utf-8"))
QUICKNET = DRAND["beacons"][1]
REGISTER = "a" * 64
FEW = settings(max_examples=30)


def order_of(ids: list[str], randomness: str = "r", register: str = REGISTER) -> list[str]:
    (found,) = draw(register, [(i, "") for i in ids], (), randomness, Asked(0))
    return [t.id for t in found.tickets]


def table(tmp_path: Path, text: str, **arguments: Any) -> list[dict[str, str]]:
    header, *rows = made_by(tmp_path, method("sampling.draw"), text, arguments=arguments)
    return [dict(zip(header, row, strict=True)) for row in rows]


# -- RFC 3797 -----------------------------------------------------------------------------------------------


def test_the_example_of_rfc_3797_comes_out_in_every_round() -> None:
    key = rfc3797_key("9319/2,5,12,8,10/9,18,26,34,41,45")
    assert key == RFC["seed"]
    drawn = rfc3797(RFC["candidates"], key)
    assert [t.id for t in drawn[:10]] == RFC["first10"]
    for ticket, expected in zip(drawn, RFC["rounds"], strict=False):
        assert (ticket.hash, ticket.number) == (expected["md5_hex"], expected["selected"])
    assert len({t.id for t in drawn}) == RFC["pool_size"]


@pytest.mark.parametrize(
    "written",
    [RFC["seed"], "9319; 2 5 12 8 10; 9,18,26,34,41,45", "09319/10,8,12,5,2/45,41,34,26,18,9"],
)
def test_the_inputs_of_rfc_3797_have_one_canonical_form(written: str, tmp_path: Path) -> None:
    text = "name\n" + "\n".join(RFC["candidates"]) + "\n"
    rows = table(tmp_path, text, id="name", n=10, mode="rfc3797", randomness=written)
    assert [r["name"] for r in rows] == RFC["candidates"]
    selected = sorted((r for r in rows if r["selected"] == "true"), key=lambda r: int(r["order"]))
    assert [r["name"] for r in selected] == RFC["first10"]
    assert selected[0]["ticket"] == RFC["rounds"][0]["md5_hex"]


@pytest.mark.reference
def test_the_shipped_examples_are_those_of_the_reference_data(reference_data: Path) -> None:
    for shipped, name in ((RFC, "rfc3797_example.json"), (DRAND, "drand_examples.json")):
        assert shipped == json.loads((reference_data / "sampling" / name).read_text("utf-8"))


def test_rfc_3797_counts_no_further_than_its_two_bytes_and_draws_no_strata() -> None:
    with pytest.raises(UsageError, match="65,535"):
        rfc3797([str(n) for n in range(0x10000)], "1./")
    with pytest.raises(UsageError, match="without strata"):
        draw(REGISTER, [("a", "x"), ("b", "y")], (), "1./", Asked(1, mode="rfc3797"))
    with pytest.raises(UsageError, match="no whole number"):
        rfc3797_key("12,five")


# -- SHA-256: golden vectors, uniformity --------------------------------------------------------------------


def test_the_derivation_is_byte_for_byte_what_it_was() -> None:
    """A change of any of these makes old receipts worthless: it needs another name than qualicity-draw/1."""
    assert [h for h, _ in itertools.islice(hashes("企业", 'a"b\n', ""), 2)] == GOLDEN_HASHES
    found = shuffled([f"E{n:02}" for n in range(12)], REGISTER, QUICKNET["randomness"], "objects", "禅城")
    assert [t.id for t in found] == GOLDEN_ORDER
    assert found[0].hash == GOLDEN_TICKET
    register = freeze("r.csv", ["名称", " code "], [["佛山\u3000", "2"], ["e\u0301", "1"], ["", " "]], "code")
    assert register.sha256 == GOLDEN_REGISTER


GOLDEN_HASHES = [
    "4b2a197ebc35af35fb821aa35be57753ed45724daa43a1a79dc384476adbf52d",
    "8051e467bb016b5bf6fe0546f11add1bbb92b1aa534b8af913496df7b2bc261b",
]
GOLDEN_ORDER = ["E05", "E09", "E11", "E10", "E01", "E07", "E06", "E00", "E03", "E02", "E08", "E04"]
GOLDEN_TICKET = "dc7490482db639a92cd95475705fb35b8ebd56e52096557a09a3716bfe9f9e05"
GOLDEN_REGISTER = "31d04ca908b1537d8248285eb3cb6ed1fddae7a2341a72705ba2cd1067f81067"


def test_numbers_that_would_favour_some_are_passed_over() -> None:
    """Of the 8 numbers of 3 bits, 6 and 7 would give 0 and 1 of three a third chance."""
    for n in range(1, 9):
        taken: Counter[int] = Counter()
        for first in range(8):
            said, value = uniform_below(n, iter([("first", first), ("second", 0)]), bits=3)
            if said == "first":
                taken[value] += 1
        assert taken == dict.fromkeys(range(n), 8 // n)
    assert uniform_below(3, iter([("a", 7), ("b", 6), ("c", 5)]), bits=3) == ("c", 2)


def test_every_order_and_every_member_comes_equally_often() -> None:
    orders = Counter(tuple(order_of(["a", "b", "c", "d"], str(n))) for n in range(4800))
    assert len(orders) == 24
    assert chisquare(list(orders.values())).pvalue > 0.01
    firsts = Counter(who for n in range(1500) for who in order_of([str(k) for k in range(13)], f"x{n}")[:3])
    assert chisquare(list(firsts.values())).pvalue > 0.01


def test_who_waits_and_who_inspects_is_uniform_too() -> None:
    people = ["p", "q", "r", "s", "t"]
    went = Counter(
        i for n in range(1500) for pair in paired(["a", "b"], people, (), 2, str(n)) for i in pair[:1]
    )
    assert chisquare([went[p] for p in people]).pvalue > 0.01


# -- what a draw depends on ---------------------------------------------------------------------------------

ids = st.lists(st.text("ABC企业0123", min_size=1, max_size=4), min_size=1, max_size=12, unique=True)


@FEW
@for_all(ids, st.randoms(use_true_random=False))
def test_a_draw_does_not_depend_on_the_order_of_rows_or_columns(
    listed: list[str], shuffle: random.Random
) -> None:
    rows = [(i, f"name of {i}") for i in listed]
    other = [(name, i) for i, name in rows]
    shuffle.shuffle(other)
    one, two = freeze("a", ["id", "name"], rows, "id"), freeze("b", ["name", "id"], other, "id")
    assert one.sha256 == two.sha256
    assert one.rows == two.rows
    assert [*one.ids] == sorted(listed, key=lambda i: i.encode())


@FEW
@for_all(ids, st.data())
def test_a_draw_is_a_permutation_and_a_larger_n_goes_on_where_the_smaller_ended(
    listed: list[str], data: st.DataObject
) -> None:
    members = [(i, "") for i in sorted(listed)]
    n = data.draw(st.integers(0, len(listed)))
    (one,), (two,) = (draw(REGISTER, members, (), "r", Asked(k, waiting=1)) for k in (n, len(listed)))
    assert one.tickets == two.tickets
    assert sorted(t.id for t in one.tickets) == sorted(listed)
    assert one.waiting == min(1, len(listed) - n)


@FEW
@for_all(ids, st.data())
def test_who_is_excluded_is_never_drawn_and_the_others_all_can_be(
    listed: list[str], data: st.DataObject
) -> None:
    out = set(data.draw(st.lists(st.sampled_from(listed), unique=True)))
    (found,) = draw(REGISTER, [(i, "") for i in sorted(listed)], out, "r", Asked(len(listed) - len(out)))
    assert {t.id for t in found.tickets} == set(listed) - out


def test_one_strata_draw_does_not_depend_on_another_stratum() -> None:
    members = [(f"E{n}", "NS"[n % 2]) for n in range(20)]
    found = {d.stratum: d for d in draw(REGISTER, members, (), "r", Asked(None, {"N": 2, "S": 3}))}
    alone = {d.stratum: d for d in draw(REGISTER, members, ("E1", "E3"), "r", Asked(None, {"N": 2, "S": 3}))}
    assert found["N"] == alone["N"]
    assert found["S"].tickets != alone["S"].tickets


def test_each_thing_declared_gives_another_order() -> None:
    listed = [f"E{n:02}" for n in range(20)]
    assert order_of(listed) == order_of(listed)
    assert len({tuple(order_of(listed, r, g)) for r in ("r", "s") for g in (REGISTER, "b" * 64)}) == 4


# -- sizes --------------------------------------------------------------------------------------------------


@FEW
@for_all(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 40), min_size=1, max_size=6),
    st.sampled_from(["proportional", "equal"]),
    st.data(),
)
def test_shares_add_up_to_n_and_none_exceeds_its_stratum(
    pools: dict[str, int], share: str, data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, sum(pools.values())))
    parts = shared_out(n, pools, share)
    assert sum(parts.values()) == n
    assert all(0 <= parts[name] <= pools[name] for name in pools)
    if share == "equal":
        most = max(parts.values())
        assert all(parts[name] >= most - 1 for name in pools if parts[name] < pools[name])
    else:
        assert all(abs(parts[name] - n * pools[name] / (sum(pools.values()) or 1)) < 1 for name in pools)


def test_sizes_that_cannot_be_are_refused() -> None:
    assert shared_out(5, {"a": 1, "b": 9, "c": 9}, "equal") == {"a": 1, "b": 2, "c": 2}
    assert as_said({"b": 2}, {"a": 3, "b": 4}) == {"a": 0, "b": 2}
    for sizes, said in (({"z": 1}, "no stratum 'z'"), ({"a": 4}, "3 can be")):
        with pytest.raises(UsageError, match=said):
            as_said(sizes, {"a": 3})
    for asked in ({"n": None}, {"n": 1, "sizes": {"a": 1}}, {"n": -1}, {"n": 1, "waiting": -2}, {"n": True}):
        with pytest.raises(UsageError):
            Asked(**asked)  # type: ignore[arg-type]


# -- inspectors ---------------------------------------------------------------------------------------------


@FEW
@for_all(st.integers(1, 15), st.integers(2, 7), st.data())
def test_nobody_recused_goes_and_loads_are_even(objects: int, people: int, data: st.DataObject) -> None:
    whom, who = [f"E{n}" for n in range(objects)], [f"I{n}" for n in range(people)]
    pairs = paired(whom, who, (), 2, "r")
    load = Counter(dict.fromkeys(who, 0)) + Counter(i for pair in pairs for i in pair)
    assert max(load.values()) - min(load[i] for i in who) <= 1
    assert all(len(set(pair)) == 2 for pair in pairs)
    every = st.tuples(st.sampled_from(who), st.sampled_from(whom))
    recused = set(data.draw(st.lists(every, max_size=8)))
    for which, pair in zip(whom, paired(whom, who, recused, 2, "r"), strict=True):
        assert not recused & {(i, which) for i in pair}
        assert len(pair) == min(2, people - len({i for i, o in recused if o == which}))


# -- registers and `calc` -----------------------------------------------------------------------------------

SMALL = "id,区,status\nE1,禅城,ok\nE2,南海,ok\nE3,禅城,ok\n004,南海,\n"


def test_a_register_is_the_same_in_any_encoding_and_as_a_workbook(tmp_path: Path) -> None:
    utf8, gbk, xlsx = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.xlsx"
    utf8.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    gbk.write_bytes(SMALL.encode("gbk"))
    book = Workbook()
    for row in csv.reader(io.StringIO(SMALL)):
        book.worksheets[0].append(row)
    book.save(xlsx)
    assert len({drawing.read_register(p, "id").sha256 for p in (utf8, gbk, xlsx)}) == 1


def test_every_row_stays_with_what_came_of_it(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("id,reason\n E2 ,停业\n", "utf-8")
    (tmp_path / "sizes.csv").write_text("区,n\n禅城,1\n南海,1\n", "utf-8")
    files = {"exclude": str(tmp_path / "out.csv"), "sizes": str(tmp_path / "sizes.csv")}
    rows = table(tmp_path, SMALL, strata="区", randomness="ab" * 32, **files)
    assert [r["id"] for r in rows] == ["E1", "E2", "E3", "004"]
    assert [r["input_status"] for r in rows] == ["ok", "ok", "ok", ""]
    assert (rows[1]["status"], rows[1]["reason"], rows[1]["selected"]) == ("excluded", "停业", "false")
    assert rows[3]["status"] == "selected"
    assert {rows[0]["status"], rows[2]["status"]} == {"selected", "waiting"}
    assert {r["register_sha256"] for r in rows} == {
        drawing.read_register(given(tmp_path, SMALL), "id").sha256
    }


def test_in_a_plan_too_a_result_goes_before_a_column_of_its_name() -> None:
    arguments = {"n": 1, "randomness": "r"}
    found = method("sampling.draw").opened(method("sampling.draw").arguments(arguments), ("id", "status"))
    with duckdb.connect() as db:
        sql = rows_sql(db, "select 'E1' as id, 'open' as status", found, arguments)
        made = db.execute(sql).fetchnumpy()
    assert (made["id"][0], made["status"][0]) == ("E1", "selected")


def test_the_table_and_the_receipt_are_one_draw(tmp_path: Path) -> None:
    text = "Code,code2\n" + "".join(f"{n},x\n" for n in range(30))
    rows = table(tmp_path, text, id="Code", n=7, randomness="0xABCD", waiting=3)
    request = drawing.Request(drawing.read_register(given(tmp_path, text), "Code"), 7, waiting=3)
    result = drawing.make_receipt(request, {"value": "abcd"})["result"]
    for status in ("selected", "waiting"):
        found = sorted((r for r in rows if r["status"] == status), key=lambda r: int(r["order"]))
        assert [(r["Code"], r["ticket"]) for r in found] == [(e["id"], e["ticket"]) for e in result[status]]


HOSTILE = [
    ("id,a\nE1,1\nE1,2\n", {}, "stands twice for E1"),
    ("id,a\nE1,1\n\u3000E1 ,2\n", {}, "stands twice for E1"),
    ("id,a\n,1\nE2,2\n", {}, "has no id"),
    ("ID,a\nE1,1\n", {}, "no column 'id'"),
    ("id,a,A\nE1,1,2\n", {}, "but for capitals"),
    ("id,\nE1,1\n", {}, "has no name"),
    ("id,a\nE1,1\n", {"n": 2}, "2 shall be drawn"),
    ("id,a\nE1,1\n", {"n": 0}, "say either n"),
    ("id,a\nE1,1\n", {"randomness": " "}, "randomness is missing"),
    ("id,a\nE1,\n", {"strata": "a"}, "E1 has no a"),
    ("id,a\nE1,1\n", {"strata": "b"}, "no column 'b'"),
    ("id,a\n", {}, "0 can be"),
]


@pytest.mark.parametrize(("text", "more", "said"), HOSTILE)
def test_a_register_that_cannot_be_drawn_from_is_refused(
    text: str, more: dict[str, Any], said: str, tmp_path: Path
) -> None:
    arguments = {"n": 1, "randomness": "r"} | more
    assert said in refused(tmp_path, text, method("sampling.draw"), arguments=arguments)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id\nE1\n", "no column for the reason"),
        ("id,reason\nE1,\n", "lacks a value"),
        ("id,reason\nE1,a\nE1,b\n", "stands twice"),
    ],
)
def test_an_exclusion_needs_its_reason(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text(text, "utf-8")
    arguments = {"n": 1, "randomness": "r", "exclude": str(tmp_path / "out.csv")}
    assert said in refused(tmp_path, "id\nE1\nE2\n", method("sampling.draw"), arguments=arguments)


def test_a_row_without_any_value_is_no_row(tmp_path: Path) -> None:
    rows = table(tmp_path, "id,a\nE1,1\n , \nE2,2\n", n=2, randomness="r")
    assert [r["status"] for r in rows] == ["selected", "", "selected"]


def test_what_came_out_is_told(tmp_path: Path) -> None:
    file = given(tmp_path, SMALL)
    notes = calculate_file(
        "sampling.draw", file, tmp_path / "o.csv", arguments={"n": 2, "randomness": "r", "waiting": 1}
    )
    assert any("2 of 4 selected, 1 waiting, 0 excluded" in n.en for n in notes)
    assert all(n.zh for n in notes)


# -- beacons ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("beacon", DRAND["beacons"], ids=lambda b: str(b["round"]))
def test_the_randomness_of_a_round_is_the_hash_of_its_signature(beacon: dict[str, Any]) -> None:
    chain = "quicknet" if beacon["chain"] == "quicknet" else "default"
    assert drawing.randomness_of(chain, beacon["signature"].upper()) == beacon["randomness"]
    for wrong in (beacon["signature"][:-2], "zz" + beacon["signature"][2:], ""):
        with pytest.raises(UsageError, match="hexadecimal digits"):
            drawing.randomness_of(chain, wrong)


@pytest.mark.parametrize("case", DRAND["round_math"], ids=lambda c: str(c["round"]))
def test_a_round_has_its_time(case: dict[str, Any]) -> None:
    at = drawing.moment(case["utc"])
    assert drawing.round_at(case["chain"], at) == case["round"]
    out = drawing.round_time(case["chain"], case["round"])
    assert 0 <= (at - out).total_seconds() < 3


def test_the_known_chains_are_those_of_drand() -> None:
    for name, chain in DRAND["chains"].items():
        found = drawing.named_round(chain["hash"], 1)
        assert (found["drand"], found["chain_hash"]) == (name, chain["hash"])
        assert drawing.moment(found["time"]).timestamp() == chain["genesis_time"]
    for chain, number in (("none", 1), ("quicknet", 0), ("quicknet", None), ("quicknet", 10**18)):
        with pytest.raises(UsageError):
            drawing.named_round(chain, number)


def test_a_value_that_somebody_may_have_chosen_is_doubted() -> None:
    assert not doubts(QUICKNET["randomness"], "sha256")
    assert len(doubts("42", "sha256")) == 1
    assert len(doubts("0" * 64, "sha256")) == 1
    assert len(doubts("abab", "sha256")) == 2
