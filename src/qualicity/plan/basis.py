"""What the keys of a definition's basis are called."""

from qualicity.errors import Text

BASIS = {
    "stated": Text("As stated", "口径说明"),
    "standard": Text("Standard", "标准"),
    "conditions": Text("Conditions", "状态条件"),
    "stations": Text("Stations", "站点"),
    "population": Text("Population", "人口口径"),
    "prices": Text("Prices", "价格"),
    "denominator": Text("Denominator", "分母"),
    "edition": Text("Edition", "版本"),
}
"""A plan may use others: those are called as they are."""
