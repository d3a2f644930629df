"""The draw as a registered method, with what its page says."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.methods.registry import Column, Example, Method, Parameter
from qualicity.methods.sampling.draw import run
from qualicity.methods.sampling.draw.strata import SHARES
from qualicity.methods.sampling.draw.streams import MODES

_FORMULA = Text(
    """
Who is drawn follows from the register, public randomness and the sizes, and from nothing else:

1. The register in its canonical form (all columns by name, all rows by `id`, NFC, no spaces around a cell) has a SHA-256.
   So the order of the file's rows and columns, its encoding and its kind do not matter, and a changed cell does.
2. In each stratum those not excluded, by id, are shuffled (Fisher and Yates). The k-th random number is the SHA-256 of
   `["qualicity-draw/1",register's SHA-256,randomness,"objects",stratum,k]`; numbers that would favour some are
   rejected, so each order has the same chance.
3. The first n are `selected`, the next `waiting`, the others `not drawn`. `order` is the place within the stratum,
   `ticket` the hash that decided it. n does not enter the hash: a larger n goes on where the smaller one ended.

n in all is shared out among strata in proportion to their sizes without the excluded (largest remainders) or equally;
`sizes` (a table with `stratum` and `n`) says it for each.

Mode `rfc3797` is RFC 3797: MD5 of round, key, round, from the list in the file's order, without strata; `randomness` is
the finished key (it ends with `/`) or the sources, `9319/2,5,12,8,10`. Every byte, a verifier of 30 lines, commitments,
receipts and inspectors: [draws](../draw.md).
""",
    """
抽中与否仅取决于名录、公开随机数和数量，别无其他：

1. 名录取规范形式（各列按列名、各行按 `id` 排序，Unicode NFC，去除单元格首尾空白），计算 SHA-256。因此文件的行序、列序、编码、
   格式都无影响，而任何单元格的改动都会改变结果。
2. 每层中未被排除者按编号排列后洗牌（Fisher–Yates）。第 k 个随机数为
   `["qualicity-draw/1",名录的 SHA-256,随机数,"objects",层,k]` 的 SHA-256；会造成偏差的数值一律拒绝，故每种顺序机会相同。
3. 前 n 个为 `selected`（抽中），其后为 `waiting`（候补），其余为 `not drawn`。`order` 为层内次序，`ticket` 为决定该次序的散列值。
   n 不参与散列：加大 n 只是在原顺序上继续往下取。

总数 n 按各层规模（不计被排除者）以最大余数法成比例分配，或平均分配；也可用 `sizes`（含 `stratum` 与 `n` 两列的表）逐层给定。

`rfc3797` 模式即 RFC 3797：对“轮次、密钥串、轮次”取 MD5，名单按文件顺序编号，不分层；`randomness` 为完整密钥串（以 `/` 结尾）
或各来源数值，如 `9319/2,5,12,8,10`。逐字节格式、30 行核验程序、承诺书、回执与检查人员抽取见 [draws](../draw.md)。
""",
)

_PARAMETERS = (
    Parameter("n", 0, Text("how many to select in all (or say sizes)", "抽取总数（或用 sizes）"), least=0),
    Parameter("randomness", "", Text("the public random value", "公开随机数")),
    Parameter("id", "id", Text("the column that names a row", "编号列")),
    Parameter("strata", "", Text("the column of strata, if any", "分层所用的列（如有）")),
    Parameter("share", SHARES[0], Text("how n is shared out among strata", "总数在各层间的分配方式"), SHARES),
    Parameter("sizes", "", Text("a table: stratum, n", "各层数量表：stratum、n"), file=True),
    Parameter("exclude", "", Text("a table: id, reason", "排除名单：id、reason"), file=True),
    Parameter(
        "waiting",
        -1,
        Text("how many wait in each stratum; -1: as many as are selected", "每层候补数；-1 表示与抽中数相同"),
        least=-1,
    ),
    Parameter("mode", MODES[0], Text("how the order is derived", "次序的推导方式"), MODES),
)

DRAW = Method(
    name="sampling.draw",
    title=Text("A draw that anybody can check", "任何人都能核验的抽取"),
    standard="双随机、一公开; RFC 3797",
    clause=Text("国办发〔2015〕58号; RFC 3797", "国办发〔2015〕58号；RFC 3797"),
    edition="qualicity-draw/1",
    inputs=(),
    more=run.inputs,
    parameters=_PARAMETERS,
    outputs=(
        Column(
            "status",
            type="text",
            title=Text(
                "selected, waiting, excluded, not drawn",
                "selected 抽中、waiting 候补、excluded 排除、not drawn 未抽中",
            ),
        ),
        Column("selected", type="boolean", title=Text("whether it is selected", "是否抽中")),
        Column("waiting", type="integer", title=Text("place on the stratum's waiting list", "层内候补次序")),
        Column("order", type="integer", title=Text("place in the stratum's order", "层内次序")),
        Column("ticket", type="text", title=Text("hash that decided the place", "决定次序的散列值")),
        Column("reason", type="text", title=Text("why it is excluded", "排除原因")),
        Column("register_sha256", type="text", title=Text("hash of the register", "名录的散列值")),
    ),
    run=run.run,
    tells=run.tells,
    arrays=True,
    formula=_FORMULA,
    limits=(
        Text(
            "A draw is as honest as its randomness: a value that the drawer could choose or wait for proves nothing. "
            "Commit to the register, the sizes and a future round first (`qualicity draw commit`).",
            "抽取是否公正取决于随机数：抽取者能选定或等到满意为止的数值不能证明任何事。应先用 qualicity draw commit 对名录、"
            "数量和未来的信标轮次作出承诺。",
        ),
        Text(
            "The register must be complete: who is not in it cannot be drawn, and no draw can show that.",
            "名录须完整：不在名录中的对象不可能被抽中，而抽取本身无法揭示这一点。",
        ),
        Text(
            "An id that stands twice, a row without an id or stratum, more to draw than there are: refused.",
            "编号重复、缺少编号或层、要求抽取数超过可抽取数，均予拒绝。",
        ),
        Text(
            "Every cell counts as its text: 1 and 1.0 are two registers. Hand a register out as the file it was drawn from.",
            "单元格按文本计：1 与 1.0 是两份不同的名录。请公布抽取时所用的同一文件。",
        ),
        Text(
            "Shares proportional to size give each row nearly, not exactly, the same chance where sizes do not divide.",
            "按比例分配在不能整除时，各层中签机会近似而非完全相同。",
        ),
    ),
    recalled=(
        Text(
            "RFC 3797's rule for several numbers of one source (sorted, a point behind each, a slash behind the source) and "
            "of the number of a round (from 0, two bytes) reproduce its example; its rules for texts and fractions are not "
            "built in: give the finished key.",
            "RFC 3797 对同一来源多个数值的规则（排序、每个数后加点、来源后加斜线）及轮次编号（从 0 起、两个字节）可重现其示例；"
            "其文本与小数规则未内置：请直接给出完整密钥串。",
        ),
    ),
    references=(
        "RFC 3797, Publicly Verifiable Nominations Committee (NomCom) Random Selection, 2004",
        "国务院办公厅关于推广随机抽查规范事中事后监管的通知（国办发〔2015〕58号）",
        "drand, distributed randomness beacon of the League of Entropy: randomness = SHA-256(signature)",
        "D. Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm P (Fisher and Yates)",
    ),
    example=Example(
        "sampling_draw_rfc3797.csv",
        Text(
            "The 25 names of RFC 3797, section 6, with invented districts; the randomness is round 657413 of drand's chain "
            "quicknet",
            "RFC 3797 第 6 节的 25 个名字，区为虚构；随机数为 drand quicknet 链第 657413 轮",
        ),
        {
            "id": "name",
            "strata": "district",
            "n": 6,
            "waiting": 1,
            "randomness": "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
        },
    ),
)
METHODS = (DRAW,)
