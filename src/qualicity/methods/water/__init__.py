"""Surface water: GB 3838, lakes' trophic state, black and odorous water bodies, as methods."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
