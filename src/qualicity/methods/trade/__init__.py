"""Quality of trade: advantages, balances and the quality that prices and quantities show."""

from qualicity.methods.trade.advantage import rca
from qualicity.methods.trade.balance import tc_index
from qualicity.methods.trade.effects import two_way_residuals
from qualicity.methods.trade.quality import export_quality
from qualicity.methods.trade.registered import METHODS

__all__ = ["METHODS", "export_quality", "rca", "tc_index", "two_way_residuals"]
