"""Land: areas and shares of zones, from grids or polygons."""

from qualicity.methods.land.registered import AREA_PER_HEAD, ZONAL_SHARE
from qualicity.methods.land.zonal import area_per_head, zonal_share
from qualicity.methods.registry import Method

__all__ = ["METHODS", "area_per_head", "zonal_share"]

METHODS: tuple[Method, ...] = (ZONAL_SHARE, AREA_PER_HEAD)
