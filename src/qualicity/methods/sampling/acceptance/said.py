"""What the pages of several methods of this folder say."""

from qualicity.errors import Text
from qualicity.methods.registry import Column

ISO = "ISO 2859-1:1999, Sampling procedures for inspection by attributes, Part 1 (GB/T 2828.1-2012)"
REASON = Column("reason", type="text", title=Text("why there is no result", "没有结果的原因"))
WHAT_AQL_IS = Text(
    "The AQL is the worst *average* quality of a continuing series of lots that is still tolerable for acceptance "
    "sampling. It is not a right of the supplier to deliver so many nonconforming items, says nothing of any one lot, and is "
    "no estimate of its quality: at the AQL most lots are accepted, and lots several times worse still pass now and then. See "
    "what a plan lets through with `sampling.oc`. The protection comes from switching to tightened inspection "
    "(`sampling.switching`); for a single lot choose a plan by its limiting quality (ISO 2859-2, or `sampling.find_plan`).",
    "接收质量限（AQL）是对连续系列批而言、抽样检验可容忍的最差*平均*质量。它不是供方可以交付相应比例不合格品的权利，"
    "不说明任何单个批的质量，"
    "也不是质量的估计：质量等于 AQL 的批大多被接收，差数倍的批偶尔也会通过。方案能放过什么，可用 `sampling.oc` 查看。"
    "保护作用来自转移规则"
    "（加严检验，`sampling.switching`）；孤立批应按极限质量选择方案（GB/T 2828.2 或 `sampling.find_plan`）。",
)
