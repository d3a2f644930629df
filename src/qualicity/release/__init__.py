"""The record: what is published, in the shapes in which it is published.

What is named here is read when somebody asks for it, so that a room of this house opens without the others.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualicity.release.cascade import cascade, clause_rows, conflict, over_target
    from qualicity.release.changes import verdict_changes
    from qualicity.release.records import explanation, observation, plain, scorecard, target, to_csv
    from qualicity.release.summaries import summaries, summary
    from qualicity.release.tasks import action, delivery, programme, tasks, work
    from qualicity.release.text import both
    from qualicity.release.track import forecast, forecast_row, track
    from qualicity.release.whatif import supposed

__all__ = [
    "action",
    "both",
    "cascade",
    "clause_rows",
    "conflict",
    "delivery",
    "explanation",
    "forecast",
    "forecast_row",
    "observation",
    "over_target",
    "plain",
    "programme",
    "scorecard",
    "summaries",
    "summary",
    "supposed",
    "target",
    "tasks",
    "to_csv",
    "track",
    "verdict_changes",
    "work",
]

_MODULES = {
    "cascade": ("cascade", "clause_rows", "conflict", "over_target"),
    "changes": ("verdict_changes",),
    "records": ("explanation", "observation", "plain", "scorecard", "target", "to_csv"),
    "summaries": ("summaries", "summary"),
    "tasks": ("action", "delivery", "programme", "tasks", "work"),
    "text": ("both",),
    "track": ("forecast", "forecast_row", "track"),
    "whatif": ("supposed",),
}


class _Room(ModuleType):
    """A module in which `tasks` is the function, also once the module `tasks` that it comes from has been read."""

    def __getattr__(self, name: str) -> Any:
        for module, names in _MODULES.items():
            if name in names:
                found = getattr(import_module(f"{__name__}.{module}"), name)
                setattr(self, name, found)  # asked for once: pages ask tens of thousands of times
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and name in _MODULES.get(name, ()):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room
