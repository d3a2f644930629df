"""The real plans as editions, and what changed of them in the last half year."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, CANADA, FOSHAN, TODAY, loaded, view_at

from qualicity.errors import Lang
from qualicity.release.exports import Edition
from qualicity.release.report import Audience, Report, Since, fitted, since
from qualicity.release.report.fonts import chinese, installed
from qualicity.workspace import Workspace

__all__ = ["loaded"]


@dataclass(frozen=True)
class Reported:
    """A real plan as known when everything in it was, and what changed."""

    edition: Edition
    since: Since
    made: dict[tuple[Audience, Lang], Report] = field(default_factory=dict)

    def report(self, audience: Audience, lang: Lang) -> Report:
        """What somebody is told, made once: it is a value, which no test changes."""
        if (audience, lang) not in self.made:
            self.made[audience, lang] = fitted(self.edition, self.since, audience, lang)
        return self.made[audience, lang]


def reported(folder: Path, workspace: Path) -> Reported:
    if not chinese(installed()):
        pytest.skip("no Chinese font is installed (scripts/fonts.sh installs one)")
    edition = Edition(view_at(folder, workspace, TODAY))
    return Reported(edition, since(edition, Workspace(workspace)))


@pytest.fixture(scope="session")
def foshan_reported(loaded: Path) -> Reported:
    return reported(FOSHAN, loaded)


@pytest.fixture(scope="session", params=[FOSHAN, BEIJING, CANADA], ids=lambda p: p.name)
def each(request: pytest.FixtureRequest, loaded: Path) -> Reported:
    return reported(request.param, loaded)
