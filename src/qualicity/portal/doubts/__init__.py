"""Doubts: what readers ask or object to, what the office answers in public, and the correction notices that follow.

A doubt is kept once, as it was sent; whatever happens to it is an event after the last, and nothing is ever overwritten.
`models` keeps, `actions` is the only place that writes (one class per verb), `board` reads.
"""

from __future__ import annotations


def state() -> str:
    """Changes whenever a doubt is asked, answered, corrected or declined: for keys of caches. One cheap query."""
    from qualicity.portal.doubts.board import (
        state as of_the_board,
    )  # models can be imported once Django is ready

    return of_the_board()
