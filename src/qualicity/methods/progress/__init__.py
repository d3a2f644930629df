"""Progress towards a target by named schemes."""

from qualicity.methods.progress.schedule import SchedulePace, china_schedule
from qualicity.methods.registry import Method

__all__ = ["METHODS", "SchedulePace", "china_schedule"]

METHODS: tuple[Method, ...] = ()
