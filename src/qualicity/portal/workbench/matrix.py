"""Who may ask for which address of the workbench, as a table: `python -m qualicity.portal.workbench.matrix FILE` writes it.

It says what `urls.ADDRESSES` promise; a test visits every address as everybody and compares.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from qualicity.portal.workbench.rights import WITH_SECOND_FACTOR, Actor, Held, Right, Where

if TYPE_CHECKING:
    from qualicity.portal.workbench.urls import Address

Answer: TypeAlias = Literal["yes", "no", "hidden", "sign in", "second factor"]
PLAN = "plan"
OWN, OTHER, LATER = "own", "other", "later"
"""The organisation that a thing belongs to, one that has nothing to do with it, and one that reviews it at a later step."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks. `actor` is None where nobody has signed in."""

    name: str
    actor: Actor | None


def _who(name: str, role: str = "", organisation: str = "", plan: str = PLAN, secured: bool = True) -> Who:
    roles = (Held(role, plan, organisation),) if role else ()  # type: ignore[arg-type]
    return Who(name, Actor(name, roles, secured))


EVERYBODY = (
    Who("nobody signed in", None),
    _who("no role"),
    _who("viewer, own", "viewer", OWN),
    _who("viewer, other", "viewer", OTHER),
    _who("contributor, own", "contributor", OWN),
    _who("contributor, other", "contributor", OTHER),
    _who("reviewer, own", "reviewer", OWN),
    _who("reviewer, other", "reviewer", OTHER),
    _who("reviewer, later step", "reviewer", LATER),
    _who("plan office", "office"),
    _who("auditor", "auditor"),
    _who("administrator", "administrator"),
    _who("administrator of another plan", "administrator", "", "another"),
    _who("reviewer without second factor", "reviewer", OWN, secured=False),
    _who("office without second factor", "office", secured=False),
    _who("administrator without second factor", "administrator", secured=False),
)
WORDS: dict[Answer, str] = {
    "yes": "yes",
    "no": "no",
    "hidden": "–",
    "sign in": "sign in",
    "second factor": "2nd factor",
}


def expected(address: Address, who: Who) -> Answer:
    """What somebody gets at an address whose thing is of `OWN`, at its first step of review."""
    actor = who.actor
    if address.of == "link":
        return "yes"
    if actor is None:
        return "sign in"
    if not actor.secured and any(h.role in WITH_SECOND_FACTOR for h in actor.roles):
        return "second factor"
    if "<plan>" not in address.route:
        return "yes"
    if PLAN not in actor.plans():
        return "hidden"
    if "/submissions/<id>/" in address.route and not _sees(actor):
        return "hidden"
    return "yes" if _may(address, actor) else "no"


def _sees(actor: Actor) -> bool:
    reviews = any(actor.may("review", Where(PLAN, o)) for o in (OWN, LATER))
    return reviews or actor.may("see", Where(PLAN, OWN))


def _may(address: Address, actor: Actor) -> bool:
    if not address.right or (address.right == "see" and address.of == "organisation"):
        return not address.right or "/submissions/" in address.route or actor.may("see", Where(PLAN, OWN))
    right = cast(Right, address.right)
    if address.of == "plan":
        return actor.may(right, Where(PLAN))
    speaks = address.of == "organisation or step" and actor.may("review", Where(PLAN, OWN))
    return speaks or actor.may(right, Where(PLAN, OWN))


def table() -> str:
    """The matrix as Markdown: a row for each address, a column for each who."""
    from qualicity.portal.workbench.urls import ADDRESSES

    head = ["address", "methods", *(w.name for w in EVERYBODY)]
    lines = [head, ["---"] * len(head)]
    for a in ADDRESSES:
        cells = (WORDS[expected(a, w)] for w in EVERYBODY)
        lines.append([f"`{a.route or '/'}`", ", ".join(a.methods), *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


ABOUT = """# Who may do what

Made by `python -m qualicity.portal.workbench.matrix docs/workbench/rights.md` from the addresses' own declarations
(`workbench/urls.py`) and the rights of each role (`workbench/rights.py`); a test visits every address as everybody here,
by each of its methods, and compares. Addresses stand below `/en/work/` and `/zh/work/`.

“own”: a role for the organisation that the form or submission belongs to; “other”: for another one; “later step”: for the
organisation that reviews it after its own. The submission is at its first step of review. **yes**: answered; **no**: 403;
**–**: 404, as if nothing were there; **sign in** and **2nd factor**: sent there first.

"""


def document() -> str:
    """The page of the docs."""
    return f"{ABOUT}{table()}\n"


if __name__ == "__main__":
    from tempfile import mkdtemp

    from qualicity.portal.serve import ready
    from qualicity.workspace import Workspace

    ready(Workspace(Path(mkdtemp())))
    Path(sys.argv[1]).write_text(document(), "utf-8")
