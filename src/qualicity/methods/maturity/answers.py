"""Rows of a questionnaire as arrays: whose, of which domain and level, what was answered; mistakes are told by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.maturity.weights import TYPES, Tree, nearest

np = lazy_module("numpy")

WORDS = {"fully met": "全部满足", "mostly met": "大部分满足", "partly met": "部分满足", "not met": "不满足"}
"""English for the four answers."""
EXEMPT = ("不适用", "裁剪", "免评", "exempt", "not applicable")
"""Answers that take a clause out (裁剪): its weight goes to the others."""
_MISSING = ("", "na", "n/a", "nan", "null", "none", "-", "--", "—", "——", "*", "/")
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Answers:
    """The rows of one kind of enterprise; `names` are pairs of enterprise and year (None without), `leaves` those of
    domain and sub-domain ('' without) that are asked.

    For each row `of` (place in `names`), `leaf`, `level` from 0, `clause` (its name or None), `score` (NaN: not
    answered) and `exempt`.
    """

    names: Sequence[Any]
    leaves: Sequence[tuple[str, str]]
    of: Any
    leaf: Any
    level: Any
    clause: Any
    score: Any
    exempt: Any


def read_answers(
    columns: Mapping[str, Any],
    trees: Mapping[str, Tree],
    kind: str,
    exempt: Sequence[str],
    scores: Mapping[str, float],
) -> dict[str, Answers]:
    """The rows by kind of enterprise.

    Errors: `UsageError` for an unknown kind, domain, sub-domain or answer, and a clause that is answered twice.
    """
    rows = len(columns["domain"])
    nothing = np.full(rows, None, dtype=object)
    said = {
        c: _stripped(columns.get(c, nothing))
        for c in ("enterprise", "type", "domain", "subdomain", "clause", "answer")
    }
    level = np.asarray(columns["level"], dtype=float)
    years = [None if np.isnan(y) else int(y) for y in columns.get("year", np.full(rows, np.nan))]
    said["who"] = np.full(rows, None, dtype=object)
    said["who"][:] = list(zip(said["enterprise"], years, strict=True))
    kept = np.flatnonzero(
        [d is not None and np.isfinite(n) for d, n in zip(said["domain"], level, strict=True)]
    )
    names = list(dict.fromkeys(said["who"][kept]))
    kinds = _kinds(said, kept, names, trees, kind)
    found = {}
    for each in dict.fromkeys(kinds.values()):
        mine = np.array([r for r in kept if kinds[said["who"][r]] == each], dtype=int)
        found[each] = _of_kind(said, level, mine, trees[each], exempt, scores)
    return found


def _of_kind(
    said: Mapping[str, Any],
    level: Any,
    rows: Any,
    tree: Tree,
    exempt: Sequence[str],
    scores: Mapping[str, float],
) -> Answers:
    names = list(dict.fromkeys(said["who"][rows]))
    pairs = [(said["domain"][r], said["subdomain"][r] or "") for r in rows]
    leaves = list(dict.fromkeys(pairs))
    for leaf in leaves:
        _refuse_unknown(int(rows[pairs.index(leaf)]), leaf, tree)
    _refuse_exempt(exempt, tree, [s for _, s in leaves])
    given = said["answer"][rows]
    meaning = {a: _meaning(a, scores) for a in dict.fromkeys(given)}
    wrong = next((r for r, a in zip(rows, given, strict=True) if isinstance(meaning[a], Text)), None)
    if wrong is not None:
        told = meaning[said["answer"][wrong]]
        raise UsageError(
            Text(f"row {wrong + 1}, column answer: {told.en}", f"第 {wrong + 1} 行，列 answer：{told.zh}")
        )
    score = np.array(
        [np.nan if meaning[a] is None or meaning[a] == "exempt" else meaning[a] for a in given], dtype=float
    )
    out = np.array(
        [
            meaning[a] == "exempt" or d in exempt or s in exempt
            for a, (d, s) in zip(given, pairs, strict=True)
        ],
        bool,
    )
    place, where = ({n: i for i, n in enumerate(listed)} for listed in (names, leaves))
    answers = Answers(
        names,
        leaves,
        np.array([place[n] for n in said["who"][rows]], dtype=int),
        np.array([where[p] for p in pairs], dtype=int),
        level[rows].astype(int) - 1,
        said["clause"][rows],
        np.where(out, np.nan, score),
        out,
    )
    _refuse_twice(answers, rows)
    return answers


def _kinds(
    said: Mapping[str, Any], kept: Any, names: Sequence[Any], trees: Mapping[str, Tree], kind: str
) -> dict[Any, str]:
    """Each enterprise's kind: as its rows say, else as the parameter, else the only one there is."""
    given: dict[Any, str] = {}
    for r in kept:
        name, word = said["who"][r], said["type"][r]
        if word is not None and given.setdefault(name, word) != word:
            raise UsageError(
                Text(
                    f"enterprise '{name[0]}' has two types: {given[name]} and {word}",
                    f"企业“{name[0]}”有两种类型：{given[name]}和{word}",
                )
            )
    return {n: _kind(given.get(n) or kind, trees) for n in names}


def _kind(word: str, trees: Mapping[str, Tree]) -> str:
    if len(trees) == 1 and (not word or "" in trees):
        return next(iter(trees))
    for known in (word, word.lower(), TYPES.get(word, "")):
        if known and known in trees:
            return known
    back = [zh for zh, en in TYPES.items() if en == word.lower() and zh in trees]
    if back:
        return back[0]
    listed = ", ".join(trees)
    if not word:
        en, zh = (f"type={f' {word} type='.join(trees)}" for word in ("or", "或"))
        raise UsageError(
            Text(
                f"say of which kind the enterprises are, for their weights differ: {en}, or a column type",
                f"请说明企业类型（权重不同）：{zh}，或加一列 type",
            )
        )
    near = nearest(word, [*trees, *TYPES])
    raise UsageError(
        Text(
            f"type '{word}' has no weights{near.en}; there are: {listed}",
            f"没有类型“{word}”的权重{near.zh}；现有：{listed}",
        )
    )


def _refuse_unknown(row: int, leaf: tuple[str, str], tree: Tree) -> None:
    domain, subdomain = leaf
    weighted = tree.subdomains.get(domain)
    if domain not in tree.domains:
        raise _unknown(row, "domain", domain, tree.domains)
    if weighted and subdomain not in weighted:
        raise _unknown(row, "subdomain", subdomain, weighted)


def _unknown(row: int, column: str, word: str, known: Collection[str]) -> UsageError:
    near, listed = nearest(word, known), ", ".join(known)
    return UsageError(
        Text(
            f"row {row + 1}: {column} '{word}' has no weight{near.en}; there are: {listed}",
            f"第 {row + 1} 行：{column}“{word}”没有权重{near.zh}；现有：{listed}",
        )
    )


def _refuse_exempt(exempt: Sequence[str], tree: Tree, asked: Sequence[str]) -> None:
    known = [*tree.domains, *(s for listed in tree.subdomains.values() for s in listed), *filter(None, asked)]
    for word in exempt:
        if word not in known:
            near = nearest(word, known)
            raise UsageError(
                Text(
                    f"exempt: there is no domain or sub-domain '{word}'{near.en}",
                    f"exempt：没有能力域或能力子域“{word}”{near.zh}",
                )
            )


def _meaning(answer: str | None, scores: Mapping[str, float]) -> Any:
    """An answer's score, None where there is none, 'exempt', or what is wrong with it."""
    word = (answer or "").strip().lower()
    if word in _MISSING:
        return None
    if word in EXEMPT:
        return "exempt"
    said = WORDS.get(word, (answer or "").strip())
    if said in scores:
        return float(scores[said])
    try:
        if float(word) in scores.values():
            return float(word)
    except ValueError:
        pass
    near, listed = (
        nearest(answer or "", [*scores, *WORDS, *EXEMPT]),
        ", ".join(f"{a} {s:g}" for a, s in scores.items()),
    )
    return Text(
        f"'{answer}' is no answer{near.en}; there are: {listed}; {EXEMPT[0]} takes a clause out",
        f"“{answer}”不是有效的回答{near.zh}；可用：{listed}；“{EXEMPT[0]}”为裁剪",
    )


def _refuse_twice(found: Answers, rows: Any) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for n, clause in enumerate(found.clause):
        if clause is None:
            continue
        key = (found.of[n], found.leaf[n], found.level[n], clause)
        if key in seen:
            domain, name = found.leaves[found.leaf[n]][0], found.names[found.of[n]][0]
            whose, whose_zh = (f" of '{name}'", f"“{name}”的") if name is not None else ("", "")
            raise UsageError(
                Text(
                    f"clause '{clause}'{whose} ({domain}, level {found.level[n] + 1}) stands in rows {rows[seen[key]] + 1} and "
                    f"{rows[n] + 1}: keep one",
                    f"{whose_zh}条款“{clause}”（{domain}，第 {found.level[n] + 1} 级）出现在第 {rows[seen[key]] + 1} 行和第 "
                    f"{rows[n] + 1} 行：请只保留一行",
                )
            )
        seen[key] = n


def _stripped(texts: Any) -> Any:
    made = np.full(len(texts), None, dtype=object)
    made[:] = [None if t is None or not str(t).strip() else str(t).strip() for t in texts]
    return made
