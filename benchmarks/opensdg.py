"""Open SDG repositories: import and publication beside sdg-build, on the same repositories in turn."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from measure import Benchmark, Ratio, Side

PEER, REPOSITORIES = "QUALICITY_BENCH_SDGBUILD", "QUALICITY_BENCH_OPENSDG"
WORDS = "QUALICITY_BENCH_TRANSLATIONS"
KINDS = ("data", "headline", "edges", "comb", "meta", "stats")
NOTES = f"""\
{PEER} is a Python in which sdg-build is installed, {REPOSITORIES} the paths of clones of data repositories (with `:` between
them), {WORDS} a clone of the translations' repository, read by both. Map layers, SDMX output and code that alters data are
left out on both sides. Two commands here, `import-opensdg` and `publish --format open-sdg`, with the start of Python each,
against one build there, which also writes data packages and pages of documentation. After every round all endpoints
are compared.
"""
_BUILD = """\
import os, sys
from sdg.open_sdg import open_sdg_build
os.chdir(sys.argv[1])
open_sdg_build(config="config_data.yml")
"""


def _repositories() -> list[Path]:
    return [Path(p).resolve() for p in os.environ.get(REPOSITORIES, "").split(":") if p]


def prepare(home: Path) -> None:
    """A copy of each repository, with the settings that both sides read. Errors: `SystemExit` without the peer."""
    import yaml

    if not os.environ.get(PEER) or not _repositories():
        raise SystemExit(f"set {PEER} and {REPOSITORIES}")
    (home / "build.py").write_text(_BUILD, "utf-8")
    for repo in _repositories():
        there = home / repo.name
        shutil.copytree(repo, there, symlinks=True)
        config = there / "config_data.yml"
        said = yaml.safe_load(config.read_text("utf-8"))
        for key in ("map_layers", "sdmx_output", "sdmx_output_global"):
            said.pop(key, None)
        said["inputs"] = [i for i in said.get("inputs", []) if i["class"] != "InputSdmxMeta"] or None
        if said["inputs"] is None:
            del said["inputs"]
        for words in said.get("translations", []):
            if words["class"] == "TranslationInputSdgTranslations" and os.environ.get(WORDS):
                words["source"] = str(Path(os.environ[WORDS]).resolve())
        config.write_text(yaml.safe_dump(said), "utf-8")


def sides(home: Path, n: int) -> Sequence[Side]:
    """For each repository the build, the import and the publication."""
    del n
    found: list[Side] = []
    for repo in _repositories():
        name, there = repo.name, home / repo.name
        for made in (home / f"{name}-plan", home / f"{name}-out", there / "_site"):
            shutil.rmtree(made, ignore_errors=True)
        build = (os.environ[PEER], str(home / "build.py"), str(there))
        ours = (sys.executable, "-m", "qualicity")
        publish = ("publish", "--format", "open-sdg", str(home / f"{name}-plan"), str(home / f"{name}-out"))
        found += [
            Side(f"sdg-build, {name}", build),
            Side(f"import, {name}", (*ours, "import-opensdg", str(there), str(home / f"{name}-plan"))),
            Side(f"publish, {name}", (*ours, *publish)),
        ]
    return found


def check(home: Path, n: int) -> str:
    """Every endpoint equals the peer's. Errors: `SystemExit` where one does not."""
    del n
    count = 0
    for repo in _repositories():
        theirs = home / repo.name / "_site"
        for kind in KINDS:
            for file in theirs.glob(f"*/{kind}/*"):
                ours = home / f"{repo.name}-out" / file.relative_to(theirs)
                read = json.loads if file.suffix == ".json" else bytes
                if read(ours.read_bytes()) != read(file.read_bytes()):
                    raise SystemExit(f"{ours} differs from {file}")
                count += 1
    return f"{count:,} files of {len(_repositories())} repositories are equal."


BENCHMARK = Benchmark(
    name="opensdg",
    title="Open SDG repositories beside sdg-build",
    notes=NOTES,
    sides=sides,
    ratios=tuple(
        Ratio(
            f"both over sdg-build, {r.name}",
            (f"import, {r.name}", f"publish, {r.name}"),
            (f"sdg-build, {r.name}",),
        )
        for r in _repositories()
    ),
    before=prepare,
    after=check,
)
