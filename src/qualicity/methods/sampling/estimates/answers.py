"""Answers as they stand in tables → 1 and 0."""

from __future__ import annotations

from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.estimates.design import clean, pa

np = lazy_module("numpy")

YES = ("true", "t", "yes", "y", "1", "1.0", "是", "合格", "pass", "passed")
NO = ("false", "f", "no", "n", "0", "0.0", "否", "不合格", "fail", "failed")
SHOWN = 8


def read_answers(texts: Any, of: Any = "") -> tuple[Any, str]:
    """Each answer as 1 (it is `of`), 0 or NaN (missing), and what 1 stands for.

    Without `of` answers are yes and no in one of the ways above, and 1 stands for yes; where `of` is one of those
    words and so are all answers, it means every word of its kind. `none` is an answer where `of` is given.

    Errors: `UsageError` for answers that are neither yes nor no where there is no `of`.
    """
    encoded = pa.array(texts, from_pandas=True).cast(pa.string()).dictionary_encode()
    said = [str(n).strip() for n in encoded.dictionary.to_pylist()]
    wanted = str(of).strip()
    missing = [
        s.lower() in clean.MISSING and not (wanted and s.lower() in ("none", wanted.lower())) for s in said
    ]
    answers = [s for s, gone in zip(said, missing, strict=True) if not gone]
    both = all(s.lower() in (*YES, *NO) for s in answers)
    if not wanted and not both:
        raise _refused(answers)
    if both and (not wanted or wanted.lower() in (*YES, *NO)):
        kind = NO if wanted.lower() in NO else YES
        share = [float(s.lower() in kind) for s in said]
    else:
        share = [float(_same(s, wanted)) for s in said]
    found = np.array([*(np.nan if gone else s for s, gone in zip(share, missing, strict=True)), np.nan])
    return found[encoded.indices.fill_null(len(said)).to_numpy(zero_copy_only=False)], wanted or "yes"


def _same(said: str, wanted: str) -> bool:
    """Whether two texts are the same; numbers are, however they are written."""
    if said == wanted:
        return True
    try:
        return float(said) == float(wanted)
    except ValueError:
        return False


def _refused(answers: list[str]) -> UsageError:
    listed = ", ".join(f"'{a}'" for a in answers[:SHOWN]) + (", …" if len(answers) > SHOWN else "")
    return UsageError(
        Text(
            f"value holds {listed}, which is not yes or no: say which is counted (--set of={answers[0]})",
            f"value 列含有 {listed}，并非“是/否”：请说明统计哪一种（--set of={answers[0]}）",
        )
    )
