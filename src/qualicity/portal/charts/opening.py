"""At which of its ends a chart that is wider than a phone is opened, so that what its heading speaks of is in sight."""

from __future__ import annotations

from typing import Literal

from qualicity.portal.charts.layout import LEFT, RIGHT, WIDTH
from qualicity.portal.charts.points import Drawing, Point
from qualicity.portal.charts.spec import frame_of

End = Literal["start", "end"]


def opening(drawing: Drawing) -> End:
    """The end from which the figure of the heading can be seen: that of the half in which it stands.

    The narrowest screen shows more than half of a chart, so that either end shows its own half whole.
    """
    spoken_of = _spoken_of(drawing)
    if spoken_of is None:
        return "end"
    return "start" if LEFT + frame_of(drawing).x(spoken_of.at) < (LEFT + WIDTH + RIGHT) / 2 else "end"


def _spoken_of(drawing: Drawing) -> Point | None:
    """The figure that is judged, or else the last one of the series that the heading is about."""
    judged = next((p for p in drawing.points if p.figure == drawing.judged), None)
    lead = drawing.main or max(drawing.series, key=lambda s: len(s.whole))
    return judged or next(reversed(lead.whole), None)
