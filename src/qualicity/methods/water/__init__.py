"""Surface water: GB 3838, lakes' trophic state, black and odorous water bodies, as methods."""

from qualicity.methods.water.city import city_index
from qualicity.methods.water.odorous import black_odorous
from qualicity.methods.water.registered import METHODS
from qualicity.methods.water.surface import surface_class
from qualicity.methods.water.trophic import trophic_index

__all__ = ["METHODS", "black_odorous", "city_index", "surface_class", "trophic_index"]
