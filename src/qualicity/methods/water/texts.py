"""What the pages of the methods of surface water say: formulas, limits, and what is recalled rather than read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualicity.errors import Lang, Text
from qualicity.methods.water.limits import ITEMS, read_rows


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _limits_table(lang: Lang) -> str:
    classes = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ")
    in_lakes = "in lakes and reservoirs" if lang == "en" else "湖、库"
    rows: list[Sequence[object]] = []
    for i in ITEMS.values():
        title = i.title.get(lang)
        sign = "≥" if i.least else "≤"
        limits = [f"{sign} {x:g}" for x in i.limits]
        rows.append((f"`{i.code}`", title, *(limits or ["6–9"] * len(classes))))
        if i.in_lakes != i.limits:
            rows.append((f"`{i.code}`", f"{title}, {in_lakes}", *(f"{sign} {x:g}" for x in i.in_lakes)))
    head = ("column", "item (mg/L)") if lang == "en" else ("列", "项目（mg/L）")
    return _table((*head, *classes), rows)


def _index_table(lang: Lang) -> str:
    head = ("column", "item", "a", "b", "r") if lang == "en" else ("列", "指标", "a", "b", "r")
    rows = read_rows("trophic_index.csv")
    title = f"name_{lang}"
    return _table(
        head,
        (
            (
                f"`{r['item']}`",
                f"{r[title]} ({r['unit']})",
                r["constant"],
                r["slope"],
                r["r"].replace("-", "−"),
            )
            for r in rows
        ),
    )


def _grades_table(lang: Lang) -> str:
    head = ("column", "item", "light", "heavy") if lang == "en" else ("列", "指标", "轻度黑臭", "重度黑臭")
    rows = []
    for r in read_rows("black_odorous_grading.csv"):
        below = r["worse"] == "below"
        light = " – ".join((r["heavy"], r["light"]) if below else (r["light"], r["heavy"]))
        heavy = f"{'<' if below else '>'} {r['heavy']}"
        words = (r[f"name_{lang}"], r["unit"])
        rows.append(
            (f"`{r['item']}`", f"{words[0]} ({words[1]})", light.replace("-", "−"), heavy.replace("-", "−"))
        )
    return _table(head, rows)


SURFACE_CLASS = Text(
    f"""\
The class of a section is that of its worst item. An item is in the best class whose limit it keeps:

{_limits_table("en")}

A value at a limit keeps it. Of dissolved oxygen a section needs at least the limit. The pH has one range for all
classes: inside it is Ⅰ, outside it worse than Ⅴ (6). Temperature, total nitrogen and faecal coliforms take no part.

`determining` names all items whose own class is the section's, whichever class that is: in a section of class Ⅰ
all items that were measured.

`exceedance_*` = (C − Cs) / Cs, with Cs the limit of class Ⅲ, where C is above it; not for pH and dissolved oxygen.""",
    f"""\
断面水质类别由类别最差的单项指标决定。单项指标的类别为其满足限值的最好类别：

{_limits_table("zh")}

等于限值视为满足。溶解氧以不低于限值为满足。pH 各类标准相同：在范围内为Ⅰ类，超出范围为劣Ⅴ类（6）。
水温、总氮、粪大肠菌群不参与评价。

`determining` 列出类别与断面相同的全部项目，无论何种类别；断面为Ⅰ类时即全部有监测值的项目。

`exceedance_*` =（C − Cs）/ Cs，Cs 为Ⅲ类标准限值，仅在超过时给出；pH 和溶解氧不计算超标倍数。""",
)
SURFACE_CLASS_LIMITS = (
    Text(
        "An item without a value is left out, so a class made from few items may be better than the water is; "
        "without any value there is no class.",
        "无监测值的项目不参与评价，因此项目较少时所得类别可能偏好；全部项目均无监测值时不给出类别。",
    ),
    Text(
        "Lakes and reservoirs have limits of their own for total phosphorus: without `lake` a section counts as a "
        "river. Of 2,889 classes published in May 2020 96.4 % agree with no section marked, all with one mark for each "
        "section.",
        "湖库的总磷限值另有规定：没有 `lake` 时按河流评价。与2020年5月公布的2889个类别相比，均按河流评价时一致率为96.4%，"
        "逐断面标明湖库后全部一致。",
    ),
    Text(
        "Give concentrations as measured. Published values are often rounded, and a value rounded to a limit can "
        "fall into the better class.",
        "请提供原始浓度。公布值常经修约，修约后恰为限值的数据可能被判入较好类别。",
    ),
)
SURFACE_CLASS_RECALLED = (
    Text(
        "That pH and dissolved oxygen have no exceedance multiple is recalled from 环办〔2011〕22号; the worked "
        "cases agree.",
        "pH 和溶解氧不计算超标倍数，系凭记忆引自环办〔2011〕22号；与算例相符。",
    ),
    Text(
        "Limits were read from a copy of Table 1; those of pH, dissolved oxygen, permanganate index, ammonia "
        "nitrogen and total phosphorus were checked against published classes. They lie in "
        "`water/tables/gb3838_2002_table1.csv`.",
        "限值取自表1的转录本，其中 pH、溶解氧、高锰酸盐指数、氨氮、总磷已用公布类别核对；"
        "见 `water/tables/gb3838_2002_table1.csv`。",
    ),
)

CITY_INDEX = Text(
    """\
Each item has an index against its limit of class Ⅲ, Cs (see `water.surface_class`; lakes have their own for total
phosphorus):

- dissolved oxygen: Cs / C
- pH: (7 − pH) / (7 − 6) up to 7, (pH − 7) / (9 − 7) above
- all others: C / Cs

CWQI of the rivers is the sum over the 21 items, made from the mean concentrations of all river sections; CWQI of the
lakes likewise. With M river and N lake sections:

    CWQI = (CWQI_river · M + CWQI_lake · N) / (M + N)

`cwqi_*` are the parts of the items, weighted in the same way: they add up to `cwqi`. The lower the index, the better
the water.

An item that was not detected counts with half the limit of detection: put that limit into the item's column and name
the item in `below`, such as `hg;cd`. Other values count as they stand.

One row is one section (its mean over the period). A file without a column `city` gives the index of each section,
beside its columns.""",
    """\
各单项指标以其Ⅲ类标准限值 Cs（见 `water.surface_class`，湖库总磷限值另有规定）计算单项指数：

- 溶解氧：Cs / C
- pH：不大于7时为（7 − pH）/（7 − 6），大于7时为（pH − 7）/（9 − 7）
- 其他项目：C / Cs

河流水质指数由全部河流断面的平均浓度计算，为21项单项指数之和；湖库水质指数同理。河流断面数为 M，湖库断面数为 N：

    CWQI =（CWQI_river · M + CWQI_lake · N）/（M + N）

`cwqi_*` 为各项目按相同权重计算的份额，其和等于 `cwqi`。指数越小，水质越好。

未检出的项目按检出限的一半计算：在该项目列中填写检出限，并在 `below` 中写明项目，例如 `hg;cd`。其他数值按原值计算。

一行为一个断面（该时段均值）。没有 `city` 列时，在原有各列之外逐断面给出指数。""",
)
CITY_INDEX_LIMITS = (
    Text(
        "All `items` must have a value in the rivers, and in the lakes, where there are any: otherwise there is no "
        "index and `missing` names what lacks. Sums over fewer items are lower and do not compare; to compare cities "
        "by some items, name them all in `items`.",
        "河流和湖库（如有）的各 `items` 均须有监测值，否则不给出指数，并在 `missing` 中列出缺少的项目。"
        "项目较少时指数偏小，不可比较；如只按部分项目比较各城市，请在 `items` 中统一列出。",
    ),
    Text(
        "A section counts in M or N where any of the items has a value; a mean is taken over the sections that have "
        "one. Dissolved oxygen of 0 has no index.",
        "任一项目有监测值的断面即计入 M 或 N；平均浓度按有监测值的断面计算。溶解氧为0时没有单项指数。",
    ),
)
CITY_INDEX_RECALLED = (
    Text(
        "Formulas, the half of the limit of detection and the weights by sections are recalled from 环办监测〔2017〕51号.",
        "计算公式、检出限一半以及按断面数加权均系凭记忆引自环办监测〔2017〕51号。",
    ),
    Text(
        "That rivers (lakes) are judged by their mean concentrations, of pH too, is recalled; `mean_of=indices` "
        "takes the mean of the sections' indices instead. The two differ in pH and dissolved oxygen only, as long as "
        "every section has every item.",
        "以平均浓度（含 pH）计算河流（湖库）指数系凭记忆；`mean_of=indices` 改为对各断面指数求均值。"
        "各断面项目齐全时，两者仅在 pH 和溶解氧上有差别。",
    ),
)

TROPHIC_INDEX = Text(
    f"""\
Each item has an index TLI(j) = 10 (a + b · ln x), and a weight from its correlation r with chlorophyll a:

{_index_table("en")}

    W_j = r_j² / Σ r²        TLI(Σ) = Σ W_j · TLI(j)

States: below 30 贫营养 (oligotrophic), 30 to 50 中营养 (mesotrophic), above 50 to 60 轻度富营养 (lightly eutrophic),
above 60 to 70 中度富营养 (moderately eutrophic), above 70 重度富营养 (highly eutrophic).""",
    f"""\
各指标的营养状态指数 TLI(j) = 10（a + b · ln x），权重由其与叶绿素a的相关系数 r 得出：

{_index_table("zh")}

    W_j = r_j² / Σ r²        TLI(Σ) = Σ W_j · TLI(j)

分级：小于30为贫营养，30至50为中营养，大于50至60为轻度富营养，大于60至70为中度富营养，大于70为重度富营养。""",
)
TROPHIC_INDEX_LIMITS = (
    Text(
        "Where one of the five items is missing or 0 there is no TLI(Σ): the weights are those of all five and are not "
        "spread over the others. The indices of the items that are there are given.",
        "五项指标中任一项缺失或为0时不给出 TLI(Σ)：权重按五项确定，不在其余指标间重新分配；已有指标的指数照常给出。",
    ),
    Text(
        "Transparency is in metres here, in centimetres in `water.black_odorous`.",
        "此处透明度单位为米，`water.black_odorous` 中为厘米。",
    ),
)
TROPHIC_INDEX_RECALLED = (
    Text(
        "Constants, slopes and r (from 26 lakes of China) were read from copies of the rules, not from the original; "
        "they lie in `water/tables/trophic_index.csv`, the states in `trophic_states.csv`.",
        "常数、斜率及 r（源自我国26个湖泊）取自该规定的转录本而非原件；见 `water/tables/trophic_index.csv`，"
        "分级见 `trophic_states.csv`。",
    ),
)

BLACK_ODOROUS = Text(
    f"""\
Each sample is graded item by item; a value at a limit of the light range is light:

{_grades_table("en")}

A water body is heavy (2, 重度黑臭) where one item is heavy in at least 60 % of the samples (`one_item`), or two items
each in at least 30 % (`two_items`). Otherwise it is light (1, 轻度黑臭) where any sample has an item that is light or
worse, else none (0, 不黑臭).

In less than 25 cm of water (`depth`) a transparency of at least 40 % of the depth passes, and one below it is heavy.""",
    f"""\
逐样品、逐指标分级；等于轻度范围端点的数值为轻度：

{_grades_table("zh")}

任一指标重度样品占比不低于60%（`one_item`），或两项指标各不低于30%（`two_items`），该水体为重度黑臭（2）；
否则任一样品有指标达到轻度及以上时为轻度黑臭（1），均未达到时为不黑臭（0）。

水深（`depth`）不足25 cm 时，透明度不低于水深的40%为合格，低于则为重度。""",
)
BLACK_ODOROUS_LIMITS = (
    Text(
        "Shares are of the samples in which the item has a value. The guide asks for at least three points and three "
        "rounds; fewer are graded all the same: look at `points` and `samples`.",
        "比例按该指标有监测值的样品计算。指南要求至少3个监测点、3次监测；不足时照常分级，请查看 `points` 与 `samples`。",
    ),
    Text(
        "One sample in the light range makes a body light. `light_share` sets a least share of samples for that.",
        "只要有一个样品处于轻度范围，水体即为轻度；可用 `light_share` 设定所需的最低比例。",
    ),
)
BLACK_ODOROUS_RECALLED = (
    Text(
        "The rule of 60 % and 30 % over a whole water body is recalled; copies of the guide apply it to the samples "
        "of one point, and call a body heavy where 60 % of its points are. For that reading run the method with the "
        "points as `body`.",
        "对整个水体适用60%、30%的规则系凭记忆；指南转录本将其用于单个监测点的各次样品，"
        "并以60%的监测点为重度判定水体重度。如按此理解，可将监测点作为 `body` 运行本方法。",
    ),
    Text(
        "The guide says when a black and odorous body is heavy and calls the others light; when a body is none at all, "
        "and how 40 % of the depth divides light from heavy, is our reading of it.",
        "指南规定了黑臭水体何时为重度，其余为轻度；何时不属黑臭，以及水深40%如何区分轻度与重度，为本方法的理解。",
    ),
)
