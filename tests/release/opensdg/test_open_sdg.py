"""A repository becomes a plan that checks, and the plan gives back what Open SDG's sites read."""

import csv
import json
import math
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from release.opensdg import synthetic
from rooms_fixtures import CANADA, FOSHAN, Commands

from qualicity.release.opensdg.importing import import_repository
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.site import write_site
from qualicity.release.opensdg.stored import read_stored


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic.write(tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="module")
def plan(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans") / "synthetic"
    Commands(folder.parent / "var").json("import-opensdg", repo, folder, "--place", "XX=Nowhere")
    return folder


@pytest.fixture(scope="module")
def site(plan: Path) -> Path:
    out = plan.parent / "site"
    Commands(plan.parent / "var").json("publish", "--format", "open-sdg", plan, out)
    return out


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_several_processes_write_what_one_writes(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(count: int) -> dict[str, bytes]:
        folder = tmp_path / str(count)
        monkeypatch.setattr("qualicity.release.opensdg.processes.processors", lambda: count)
        import_repository(repo, folder / "plan")
        write_site(read_stored(folder / "plan"), folder / "site", Notes())
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    monkeypatch.setattr("qualicity.release.opensdg.repository.MUCH", 0)
    monkeypatch.setattr("qualicity.release.opensdg.site.MUCH", 0)
    assert written(3) == written(1)


# -- the endpoints, written out by hand after sdg-build's rules ---------------------------------------------


def test_data_keep_their_columns_types_and_mapped_codes(site: Path) -> None:
    assert read(site / "untranslated/data/1-2-1.json") == {
        "Year": [2015, 2016, 2016, 2016, 2016, 2016],
        "Units": ["Percent"] * 6,
        "Sex": [None, None, "Female", "Female", "Male", "Female"],
        "Age": [None, None, None, "5.0", None, None],
        "COMMENT_TS": [None, None, None, None, "late", None],
        "Value": [12.5, 12.0, 13.25, 0.123456789, None, 99.0],
    }
    assert (site / "untranslated/data/1-2-1.csv").read_text("utf-8").splitlines()[:5] == [
        "Year,Units,Sex,Age,COMMENT_TS,Value",
        "2015,Percent,,,,12.5",
        "2016,Percent,,,,12.0",
        "2016,Percent,Female,,,13.25",
        "2016,Percent,Female,5.0,,0.1234567890123",
    ]


def test_the_headline_is_what_belongs_to_no_disaggregation(site: Path) -> None:
    first = {"Year": 2015, "Value": 12.5, "Units": "Percent", "COMMENT_TS": None}
    second = {"Year": 2016, "Value": 12.0, "Units": "Percent", "COMMENT_TS": None}
    assert read(site / "en/headline/1-2-1.json") == [first, second]
    assert read(site / "en/headline/all.json")["1-2-1"] == [first, second]
    assert (site / "en/headline/3-1-1.csv").read_text("utf-8") == "Year,Value\n2015,10\n2020/21,20\n"
    assert read(site / "en/headline/3-1-1.json")[0] == {"Year": "2015", "Value": 10}


def test_edges_say_what_stands_below_what_and_comb_has_both(site: Path) -> None:
    assert (site / "en/edges/1-2-1.csv").read_text("utf-8") == "From,To\nSex,Age\n"
    comb = read(site / "en/comb/1-2-1.json")
    assert comb["edges"] == {"From": ["Sex"], "To": ["Age"]}
    assert comb["data"] == read(site / "en/data/1-2-1.json")
    assert read(site / "en/edges/3-1-1.json") == []


def test_metadata_are_merged_dated_and_completed(site: Path) -> None:
    meta = read(site / "untranslated/meta/1-2-1.json")
    assert meta["national_metadata_updated_date"] == meta["national_data_updated_date"] == "2021-03-04"
    assert meta["page_content"] == "More [words](https://example.org).\n"
    assert meta["data_non_statistical"] is False
    assert meta["when"] == 1580428800000  # the day, as sdg-build's JSON has it
    assert meta["ratio"] == 0.123456789
    assert meta["answer"] is False  # YAML 1.1 of the .yml over YAML 1.2 of the .md, where `no` is a word
    assert (meta["graph_type"], meta["goal_number"], meta["target_number"]) == ("bar", "1", "1.2")
    assert meta["indicator_sort_order"] == "01-02-01"
    added = read(site / "untranslated/meta/5-5-1.json")
    assert added["indicator_name"] == "global_indicators.5-5-1-title"
    assert added["reporting_status"] == "complete"


def test_each_language_has_its_words(site: Path) -> None:
    assert read(site / "fr/meta/1-2-1.json")["indicator_name"] == "Personnes pauvres"
    assert read(site / "fr/meta/1-2-1.json")["target_name"] == "Réduire la pauvreté"
    assert read(site / "en/meta/1-2-1.json")["target_name"] == "Halve poverty"
    assert read(site / "en/meta/1-2-1.json")["fr"]["indicator_name"] == "Personnes pauvres"
    french, english = read(site / "fr/data/1-2-1.json"), read(site / "en/data/1-2-1.json")
    assert french["Sexe"] == [None, None, "Femme", "Femme", "Male", "Femme"]
    assert english["Sex"] == [None, None, "Women", "Women", "Male", "Women"]
    assert read(site / "fr/edges/1-2-1.json") == {"From": ["Sexe"], "To": ["Age"]}
    assert read(site / "fr/translations/translations.json")["Sex"]["Female"] == "Femme"


def test_statistics_count_what_is_reported_and_told_apart(site: Path) -> None:
    reporting = read(site / "en/stats/reporting.json")
    assert reporting["overall"] == {
        "statuses": [{"status": "complete", "count": 3, "percentage": 100.0}],
        "totals": {"total": 3},
    }
    assert [g["goal"] for g in reporting["goals"]] == [1, 3, 5]
    assert [(g["tier"], g["totals"]["total"]) for g in reporting["extra_fields"]["tier"]] == [
        ("Tier I", 1),
        ("status.not_specified", 2),
    ]
    apart = read(site / "en/stats/disaggregation.json")
    counts = {s["status"]: s["count"] for s in apart["overall"]["statuses"]}
    assert counts == {"complete": 0, "inprogress": 1, "notstarted": 0, "notapplicable": 2}


def test_the_schema_and_the_archive_are_there(site: Path) -> None:
    fields = read(site / "en/meta/schema.json")
    assert [f["name"] for f in fields] == ["indicator_name", "reporting_status"]
    assert fields[1]["field"]["options"][0]["value"] == "complete"
    about = read(site / "en/zip/all_indicators.json")
    assert about["size_bytes"] == (site / "en/zip/all_indicators.zip").stat().st_size
    assert about["timestamp"] == 1614859200


# -- the plan ------------------------------------------------------------------------------------------------


def test_the_plan_checks_loads_and_shows_its_targets(plan: Path, cli: Commands) -> None:
    assert cli.run("check", plan).exit_code == 0
    assert cli.run("load", plan).exit_code == 0
    shown = cli.json("show", plan)
    assert [t["target"] for t in shown["targets"]] == ["5-5-1-parliament"]
    cells = cli.json("explain", plan, "1-2-1", "--period", "2016", "--by", "Sex=w;Age=5")
    assert cells["observation"]["value"] == pytest.approx(0.1234567890123)


def test_the_plan_is_named_by_what_the_repository_says_of_itself(cli: Commands) -> None:
    said = {
        "config_data.yml": "languages: [en]\ndocs_branding: Office of Nowhere\n",
        "data/indicator_1-1-1.csv": "Year,Value\n2015,1\n",
    }
    for n, area in enumerate(("Nowhere", "Nowhere", "its north")):
        text = f"---\nindicator_name: x\nnational_geographical_coverage: {area}\n---\n"
        said[f"meta/1-1-{n + 1}.md"] = text
    plans = cli.workspace.parent
    repo = synthetic.write(plans / "folder", said)
    cli.json("import-opensdg", repo, plans / "said")
    (repo / "config_data.yml").write_text("docs_branding: SDG data build documentation\n", "utf-8")
    cli.json("import-opensdg", repo, plans / "given", "--place", "XX=Somewhere")
    for plan, owner, place in (
        (plans / "said", "Office of Nowhere", "Nowhere"),
        (plans / "given", "folder", "Somewhere"),
    ):
        read = yaml.safe_load((plan / "plan.yaml").read_text("utf-8"))
        assert read["organisations"][0]["title"]["en"] == owner
        assert read["place"]["title"]["en"] == place
        assert read["title"]["en"] == f"Sustainable Development Goals: {place}"


def test_the_source_of_a_clone_of_a_folder_names_no_folder(cli: Commands) -> None:
    plans = cli.workspace.parent
    repo = synthetic.write(plans / "first", {"data/indicator_1-1-1.csv": "Year,Value\n2015,1\n"})
    for words in (("init", "-q"), ("remote", "add", "origin", str(plans / "elsewhere"))):
        subprocess.run(("git", "-C", repo, *words), check=True)
    cli.json("import-opensdg", repo, plans / "taken")
    made = [p for p in (plans / "taken").rglob("*") if p.is_file()]
    assert made
    assert not [p for p in made if str(plans).encode() in p.read_bytes()]


def test_nothing_is_lost_and_what_is_no_figure_is_told(plan: Path) -> None:
    with (plan / "opensdg/report.csv").open(encoding="utf-8") as file:
        told = {(r["file"], int(r["line"]), r["code"]) for r in csv.DictReader(file)}
    assert ("data/indicator_1-2-1.csv", 6, "no-value") in told
    assert ("data/indicator_1-2-1.csv", 7, "duplicate") in told
    assert ("indicator-config/5-5-1.yml", 1, "progress") in told
    assert (plan / "opensdg/files/meta/1-2-1.md").read_text("utf-8") == synthetic.FILES["meta/1-2-1.md"]
    assert (plan / "opensdg/files/LICENSE").exists()


def test_split_years_are_told_apart(plan: Path) -> None:
    said = (plan / "indicators/3-1-1.yaml").read_text("utf-8")
    assert "published-split-years" in said
    assert "years such as 2021/22" in said


def test_published_progress_is_computed_beside_the_published_status(plan: Path) -> None:
    (one,) = read(plan / "opensdg/report.json")["progress"]
    growth, needed = (36 / 30) ** (1 / 3) - 1, (50 / 30) ** (1 / 15) - 1
    assert growth / needed > 0.95
    assert (one["published"], one["computed"], one["equal"]) == (
        "substantial_progress",
        "substantial_progress",
        True,
    )


def test_the_same_repository_gives_the_same_folders(
    repo: Path, plan: Path, site: Path, cli: Commands
) -> None:
    again = cli.workspace.parent / "synthetic"
    assert cli.run("import-opensdg", repo, again, "--place", "XX=Nowhere").exit_code == 0
    assert cli.run("publish", "--format", "open-sdg", again, cli.workspace.parent / "again").exit_code == 0
    for one, other in ((plan, again), (site, cli.workspace.parent / "again")):
        files = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
        assert files == sorted(p.relative_to(other) for p in other.rglob("*") if p.is_file())
        assert [f for f in files if (one / f).read_bytes() != (other / f).read_bytes()] == []


def test_publishing_again_replaces_its_own_files_and_no_others(plan: Path, cli: Commands) -> None:
    out = cli.workspace.parent / "out"
    assert cli.run("publish", "--format", "open-sdg", plan, out).exit_code == 0
    (out / "en/data/gone.csv").write_text("x", "utf-8")
    assert cli.run("publish", "--format", "open-sdg", plan, out).exit_code == 0
    assert not (out / "en/data/gone.csv").exists()
    assert cli.run("publish", "--format", "open-sdg", plan, plan).exit_code == 2


def test_a_file_system_without_second_names_gets_the_same_files(
    plan: Path, site: Path, cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError

    out = cli.workspace.parent / "out"
    assert (site / "en/data/3-1-1.csv").samefile(site / "untranslated/data/3-1-1.csv")
    monkeypatch.setattr(os, "link", none)
    cli.json("publish", "--format", "open-sdg", plan, out)
    files = sorted(p.relative_to(site) for p in site.rglob("*") if p.is_file())
    assert [f for f in files if (site / f).read_bytes() != (out / f).read_bytes()] == []
    assert not (out / "en/data/3-1-1.csv").samefile(out / "untranslated/data/3-1-1.csv")


def test_a_repository_is_published_itself_as_its_plan_is(repo: Path, site: Path, cli: Commands) -> None:
    out = cli.workspace.parent / "out"
    cli.json("publish", "--format", "open-sdg", repo, out)
    files = sorted(p.relative_to(site) for p in site.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(out) for p in out.rglob("*") if p.is_file())
    assert [f for f in files if (site / f).read_bytes() != (out / f).read_bytes()] == []
    assert cli.run("publish", "--format", "open-sdg", repo, out, "--as-of", "2020-01-01").exit_code == 2


@pytest.mark.parametrize(("first", "header"), [("meta", "Year,Value\n"), ("data", "Year,Sex,Value\n")])
def test_of_a_data_file_without_rows_the_header_is_kept_where_it_is_read_first(
    first: str, header: str, cli: Commands
) -> None:
    inputs = [
        "  - {class: InputCsvData, path_pattern: data/*-*.csv}\n",
        "  - {class: InputYamlMdMeta, path_pattern: meta/*-*.md}\n",
    ]
    repo = synthetic.write(
        cli.workspace.parent / "repo",
        {
            "config_data.yml": "languages: [en]\ninputs:\n"
            + "".join(inputs if first == "data" else inputs[::-1]),
            "data/indicator_1-1-1.csv": "Year,Sex,Value\n",
            "meta/1-1-1.md": "---\nindicator_name: Nothing yet\n---\n",
        },
    )
    for source, out in ((repo, "itself"), (repo.parent / "plan", "imported")):
        if out == "imported":
            cli.json("import-opensdg", repo, source)
        cli.json("publish", "--format", "open-sdg", source, repo.parent / out)
        assert (repo.parent / out / "untranslated/data/1-1-1.csv").read_text("utf-8") == header


def test_a_broken_data_file_leaves_what_was_published(cli: Commands) -> None:
    folder = cli.workspace.parent
    synthetic.write(folder / "repo")
    assert cli.run("publish", "--format", "open-sdg", folder / "repo", folder / "out").exit_code == 0
    (folder / "repo/data/indicator_1-2-1.csv").write_text("Jahr,Value\n2015,1\n", "utf-8")
    done = cli.run("publish", "--format", "open-sdg", folder / "repo", folder / "out")
    assert done.exit_code == 1
    assert "data/indicator_1-2-1.csv:1:1: there is no column 'Year'" in done.stderr
    assert [r["Value"] for r in read(folder / "out/en/headline/1-2-1.json")] == [12.5, 12.0]
    assert sorted(p.name for p in (folder / "out").iterdir()) == [".open-sdg", "en", "fr", "untranslated"]


def test_evidence_that_is_not_what_was_imported_is_not_passed_over(plan: Path, cli: Commands) -> None:
    folder = cli.workspace.parent
    shutil.copytree(plan, folder / "plan")
    (folder / "plan/evidence/observations.parquet").write_bytes(b"other")
    done = cli.run("publish", "--format", "open-sdg", folder / "plan", folder / "out")
    assert done.exit_code == 2
    assert "evidence/observations.parquet was changed since the import" in done.stderr


# -- repositories that are none ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        (
            "data/indicator_9-1-1.csv",
            "Jahr,Value\n2015,1\n",
            "data/indicator_9-1-1.csv:1:1: there is no column 'Year'",
        ),
        (
            "data/indicator_9-1-1.csv",
            "Year,Value\n2015,1\n2016,1,2\n",
            "data/indicator_9-1-1.csv:3:1: this row has 3",
        ),
        (
            "indicator-config/9-1-1.yml",
            "title: a: b\n",
            "indicator-config/9-1-1.yml:1:9: not readable as YAML",
        ),
        ("meta/9-1-1.md", "no head\n", "meta/9-1-1.md:1:1: no metadata"),
        ("indicator-config/9-1-1.yml", "- a\n", "indicator-config/9-1-1.yml:1:1: this file should hold keys"),
        ("config_data.yml", "languages: [en\n", "config_data.yml:"),
    ],
)
def test_a_broken_file_is_told_with_its_place(file: str, text: str, words: str, cli: Commands) -> None:
    folder = cli.workspace.parent
    synthetic.write(folder / "repo", {**synthetic.FILES, file: text})
    done = cli.run("import-opensdg", folder / "repo", folder / "plan")
    assert done.exit_code == 1
    assert words in done.stderr
    assert not (folder / "plan").exists()


def test_a_folder_that_is_no_repository_is_told(cli: Commands) -> None:
    empty = cli.workspace.parent / "empty"
    empty.mkdir()
    assert "no folder 'data'" in cli.run("import-opensdg", empty, empty / "plan").stderr
    assert "there is no folder" in cli.run("import-opensdg", empty / "none", empty / "plan").stderr
    (empty / "data").mkdir()
    assert "no indicators" in cli.run("import-opensdg", empty, empty / "plan").stderr


def test_a_row_longer_than_its_header_is_read_as_sdg_build_reads_it(cli: Commands) -> None:
    folder = cli.workspace.parent
    text = "Year,Units,Value\n2015,per 1,000 people,1.5\n"
    synthetic.write(folder / "repo", {**synthetic.FILES, "data/indicator_3-1-1.csv": text})
    notes = cli.json("import-opensdg", folder / "repo", folder / "plan")["notes"]
    assert [n["line"] for n in notes if n["code"] == "shifted"] == [2]
    cli.json("publish", "--format", "open-sdg", folder / "plan", folder / "out")
    said = (folder / "out/en/data/3-1-1.csv").read_text("utf-8")
    assert said == "Year,Units,Value\nper 1,000 people,1.5\n"
    assert (folder / "plan/opensdg/files/data/indicator_3-1-1.csv").read_text("utf-8") == text


# -- any plan ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan_folder", [FOSHAN, CANADA], ids=["foshan", "canada"])
def test_any_plan_is_published_in_this_form(plan_folder: Path, cli_loaded: Commands, tmp_path: Path) -> None:
    cli_loaded.json("publish", "--format", "open-sdg", plan_folder, tmp_path / "out")
    headlines = read(tmp_path / "out/en/headline/all.json")
    figures = [row["Value"] for rows in headlines.values() for row in rows]
    assert len(figures) > 50
    assert all(isinstance(v, int | float) and math.isfinite(v) for v in figures)
    stats = read(tmp_path / "out/en/stats/reporting.json")
    assert stats["overall"]["totals"]["total"] == len(headlines)
