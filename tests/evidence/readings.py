"""A dataset to load again and again: rows (id, value, on), known by a date of their own, a delay or their commit."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rooms_fixtures import store_of
from small_plan import SmallPlan

from qualicity.evidence import Change, DatasetStore, connect

FIELD = {"field": "on"}
DELAY = {"after": "PT1H", "of": "at"}

Row = tuple[str, object, str]


class Readings:
    """A plan whose dataset `readings` is written, loaded and asked."""

    def __init__(self, folder: Path, known: Any = FIELD) -> None:
        self.small = SmallPlan(folder / "small")
        last = {"name": "at", "type": "datetime"} if known == DELAY else {"name": "on", "type": "known"}
        self.columns = ("id", "value", str(last["name"]))
        self.small.datasets["readings"] = {
            "title": {"en": "Readings"},
            "path": "evidence/readings.csv",
            "schema": {
                "fields": [{"name": "id"}, {"name": "value", "type": "number"}, last],
                "primaryKey": ["id", "at"] if known == DELAY else ["id"],
            },
            "known": known,
        }

    def load(self, rows: Sequence[Row], now: str = "2026-01-01") -> Change:
        """Write these rows as the file and load it at a time."""
        self.small.rows["readings"] = [dict(zip(self.columns, row, strict=True)) for row in rows]
        done = self.small.load(datetime.fromisoformat(now))
        return next(x for x in done if x.dataset == "readings")

    @property
    def store(self) -> DatasetStore:
        """The dataset's store, opened afresh."""
        return store_of(self.small.folder, self.small.workspace).dataset("readings")

    def seen(self, as_of: str | date | None = None) -> dict[str, float]:
        """What stands as known on a day: id → value."""
        return dict(self._ask("id, value", self.store.current(_day(as_of))))

    def vintages(self, as_of: str | date | None = None) -> list[tuple[Any, ...]]:
        """Every vintage known on a day: (id, value, known from, current), in order."""
        return self._ask("id, value, cast(_known_from as date), _current", self.store.vintages(_day(as_of)))

    def stored(self) -> list[tuple[Any, ...]]:
        """Every row that was ever committed: (id, value, op), in order of commit."""
        return self._ask("_committed, id, value, _op", self.store.stored())

    def _ask(self, columns: str, source: str) -> list[tuple[Any, ...]]:
        with connect() as db:
            return db.execute(f"select {columns} from {source} order by all").fetchall()


def _day(as_of: str | date | None) -> date | None:
    return date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
