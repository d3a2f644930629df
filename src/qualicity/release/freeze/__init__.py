"""Releases: a plan's figures and verdicts frozen with all that they come from, and checked again by anybody."""

from qualicity.release.freeze.freezing import freeze
from qualicity.release.freeze.lock import Lock, read_lock
from qualicity.release.freeze.opened import view_release
from qualicity.release.freeze.shelf import Frozen, open_release, releases
from qualicity.release.freeze.since import Moved, moved
from qualicity.release.freeze.verify import Difference, Verified, verify

__all__ = [
    "Difference",
    "Frozen",
    "Lock",
    "Moved",
    "Verified",
    "freeze",
    "moved",
    "open_release",
    "read_lock",
    "releases",
    "verify",
    "view_release",
]
