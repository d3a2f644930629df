"""A bilingual text as a record."""

from __future__ import annotations

from qualicity.errors import Text


def both(text: Text | None) -> dict[str, str | None] | None:
    """A bilingual text as `{"en", "zh"}`; `zh` is null where no Chinese is known."""
    return None if text is None else {"en": text.en, "zh": text.zh}
