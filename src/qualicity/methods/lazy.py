"""Heavy libraries that are loaded when a method first runs, not when one is looked up."""

from __future__ import annotations

import importlib
from typing import Any


class _Lazy:
    """Stands for a module; Python's own import lock makes the first use safe in any number of threads."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, found)  # asked for once: a method asks hundreds of thousands of times
        return found


def lazy_module(name: str) -> Any:
    """The module `name`, imported at the first use of anything in it.

    Errors: `ModuleNotFoundError` at that use, when it is not installed.
    """
    return _Lazy(name)
