"""The parameters that say how an index is made: those of its stages, with the defaults of `Options`."""

from typing import Any

from qualicity.errors import Text
from qualicity.methods.composite.building import Options
from qualicity.methods.composite.normalising import NORMALISERS
from qualicity.methods.composite.preparing import IMPUTERS, SCREENS
from qualicity.methods.composite.treating import LOGS, TREATMENTS
from qualicity.methods.registry import Parameter

_DEFAULTS = Options()


def _of(name: str, en: str, zh: str, **more: Any) -> Parameter:
    return Parameter(name, getattr(_DEFAULTS, name), Text(en, zh), **more)


STEPS = (
    _of("meta", "the file that lists the indicators and aggregates; needed", "列出指标与汇总项的文件；必须给出", file=True),
    _of("weights", "a file of weights (iCode, Weight) instead of those in meta", "权重文件（iCode、Weight），代替 meta 中的权重",
        file=True),
    _of("denominators", "a file with the denominators (the units, and a column each) instead of columns of the data",
        "分母文件（单位列，每个分母一列），代替数据中的列", file=True),
    _of("impute", "missing values: as they are, or the mean or median of all units or of the unit's group",
        "缺失值：不填补，或用全部单位、所在组的均值或中位数填补", choices=IMPUTERS),
    _of("group", "the column of the groups, for imputing by group", "分组填补所用的列"),
    _of("screen", "leave out units with too little data, too many zeros, or either", "排除数据太少、零值太多或二者之一的单位",
        choices=SCREENS),
    _of("screen_data", "share of the indicators that a unit must have", "单位至少应有数据的指标份额", least=0, most=1),
    _of("screen_nonzero", "share of a unit's values that must not be zero", "单位数值中非零的最小份额", least=0, most=1),
    _of("treat", "outliers: winsorise, then log where that is not enough; one of the two; neither",
        "异常值：先缩尾，不足时取对数；只用其一；或不处理", choices=TREATMENTS),
    _of("winmax", "so many points are winsorised at most", "最多缩尾的点数", least=0),
    _of("skewness", "treated are indicators with an absolute skewness of at least this", "偏度绝对值不小于该值才处理", least=0),
    _of("kurtosis", "and a kurtosis of at least this", "且峰度不小于该值才处理"),
    _of("log", "the transform of log", "对数变换的形式", choices=LOGS),
    _of("combine", "log of the winsorised values, not of the original ones", "对缩尾后的数值（而非原值）取对数"),
    _of("normalise", "the common scale", "统一量纲的方法", choices=NORMALISERS),
    _of("lower", "lower end of minmax; if not given 0, or 1 where a mean is geometric or harmonic",
        "minmax 的下端；未给出时为 0，用几何或调和平均时为 1"),
    _of("upper", "upper end of minmax", "minmax 的上端"),
    _of("cap", "whoever is beyond the target counts as at it", "超过目标者按达到目标计"),
    _of("aggregate", "arithmetic, geometric or harmonic mean; one for all, or one for each step up from the indicators",
        "算术（arithmetic）、几何（geometric）或调和（harmonic）平均；一种，或自指标起逐级各一种"),
    _of("least_data", "share of its parts that an aggregate must have to get a value", "汇总项至少应有数据的组成部分份额",
        least=0, most=1),
)  # fmt: skip
"""Parameters of all three methods."""
