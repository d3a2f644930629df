"""Rows that are added and never changed: what happened stays as it was written."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models


class KeptError(TypeError):
    """Something that is kept was to be changed: a mistake of ours, never of a person."""


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise KeptError("what is kept is only ever added to: write a new row")


class _Rows(models.QuerySet[Any]):
    update = delete = bulk_update = _refuse


class Added(models.Model):
    """Rows that are added and never changed."""

    objects: ClassVar[Any] = _Rows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    delete = _refuse
