"""Progress towards a target by named schemes."""

from qualicity.methods.progress.cases import Series
from qualicity.methods.progress.course import REASONS, Course, Verdicts
from qualicity.methods.progress.eurostat import eurostat
from qualicity.methods.progress.level import level_every_year
from qualicity.methods.progress.open_sdg import open_sdg, open_sdg_indicator
from qualicity.methods.progress.reduction import cumulative_reduction
from qualicity.methods.progress.registered import METHODS
from qualicity.methods.progress.schedule import SchedulePace, china_schedule, schedule
from qualicity.methods.progress.sdsn import sdsn_trend

__all__ = [
    "METHODS",
    "REASONS",
    "Course",
    "SchedulePace",
    "Series",
    "Verdicts",
    "china_schedule",
    "cumulative_reduction",
    "eurostat",
    "level_every_year",
    "open_sdg",
    "open_sdg_indicator",
    "schedule",
    "sdsn_trend",
]
