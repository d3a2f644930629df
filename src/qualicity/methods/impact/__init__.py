"""What a programme did: effects against units that it had not reached."""

from qualicity.methods.impact.group_time import group_time_att
from qualicity.methods.impact.registered import METHODS

__all__ = ["METHODS", "group_time_att"]
