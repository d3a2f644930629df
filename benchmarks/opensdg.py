"""Open SDG repositories: import and publication beside sdg-build, on the same repositories in turn."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import Benchmark, Ratio, Side

PEER, REPOSITORIES = "QUALICITY_BENCH_SDGBUILD", "QUALICITY_BENCH_OPENSDG"
WORDS = "QUALICITY_BENCH_TRANSLATIONS"
KINDS = ("data", "headline", "edges", "comb", "meta", "stats")
NOTES = f"""\
{PEER} is a Python in which sdg-build is installed, {REPOSITORIES} the paths of clones of data repositories (with `:` between
them), {WORDS} a clone of the translations' repository, read by both. Map layers, SDMX output and code that alters data are
left out on both sides. `publish` is `publish --format open-sdg` of the repository itself; `import` and `publish, imported`
are the way over a plan folder, `import-opensdg` and then `publish` of that plan: two commands. sdg-build also writes data
packages and pages of documentation. Each round writes into folders of its own, for a file system is slow where many files
were just deleted. After every round all endpoints, of both ways, are compared with those of sdg-build.
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
        shutil.copytree(repo, there, symlinks=True, ignore=shutil.ignore_patterns("_site"))
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
    """For each repository the build, the publication, and the import with its publication."""
    found: list[Side] = []
    ours = (sys.executable, "-m", "qualicity")
    publish = (*ours, "publish", "--format", "open-sdg")
    for repo in _repositories():
        name, there, made = repo.name, home / repo.name, home / f"{repo.name}-{n}"
        made.mkdir()
        found += [
            Side(f"sdg-build, {name}", (os.environ[PEER], str(home / "build.py"), str(there))),
            Side(f"publish, {name}", (*publish, str(there), str(made / "out"))),
            Side(f"import, {name}", (*ours, "import-opensdg", str(there), str(made / "plan"))),
            Side(f"publish, imported, {name}", (*publish, str(made / "plan"), str(made / "again"))),
        ]
    return found


def check(home: Path, n: int) -> str:
    """Every endpoint equals the peer's, either way. Errors: `SystemExit` where one does not."""
    count = 0
    for repo in _repositories():
        made = home / f"{repo.name}-{n}"
        theirs = (home / repo.name / "_site").rename(made / "theirs")
        for kind in KINDS:
            for file in theirs.glob(f"*/{kind}/*"):
                read = json.loads if file.suffix == ".json" else bytes
                expected = read(file.read_bytes())
                for ours in (made / out / file.relative_to(theirs) for out in ("out", "again")):
                    if read(ours.read_bytes()) != expected:
                        raise SystemExit(f"{ours} differs from {file}")
                count += 1
    return f"{count:,} files of {len(_repositories())} repositories are equal, either way."


def load(home: Path) -> Sequence[str]:
    """How busy the machine was."""
    del home
    return (f"Load average of the last 15 minutes at the end: {os.getloadavg()[2]:.1f}.",)


def ratios() -> Iterator[Ratio]:
    """Each way over the build."""
    for name in (r.name for r in _repositories()):
        build = (f"sdg-build, {name}",)
        yield Ratio(f"publish over sdg-build, {name}", (f"publish, {name}",), build, ".4f")
        both = (f"import, {name}", f"publish, imported, {name}")
        yield Ratio(f"import and publish over sdg-build, {name}", both, build, ".4f")


BENCHMARK = Benchmark(
    name="opensdg",
    title="Open SDG repositories beside sdg-build",
    notes=NOTES,
    sides=sides,
    ratios=tuple(ratios()),
    processor=True,
    before=prepare,
    after=check,
    also=load,
)
