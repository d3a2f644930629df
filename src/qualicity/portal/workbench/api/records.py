"""Submissions and their effects as records."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from qualicity.errors import LANGS
from qualicity.portal.workbench import effect as effects
from qualicity.portal.workbench.actions.submissions import Sent, content_of
from qualicity.portal.workbench.api import schemas
from qualicity.portal.workbench.api.caller import Caller
from qualicity.portal.workbench.api.checked import checked
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.rights import steps_of
from qualicity.portal.workbench.worker import duty_of


def etag(version: int) -> str:
    """What a submission's version is called in headers."""
    return f'"{version}"'


def shown(request: HttpRequest, here: Caller, s: Submission) -> dict[str, Any]:
    """A submission, as all answers have it."""
    at = request.build_absolute_uri(f"/api/work/v1/submissions/{s.pk}")
    plain = ("dataset", "organisation", "period", "state", "version", "via", "by", "rows", "note", "created")
    return {
        "id": s.pk,
        **{name: getattr(s, name) for name in plain},
        "step": s.step + 1,
        "steps": list(steps_of(here.plan, s.dataset)),
        "submitted": s.submitted,
        "effective": s.effective,
        "sha256": s.content_id,
        "links": {"self": at, "content": f"{at}/content", "effect": f"{at}/effect"},
    }


def whole(request: HttpRequest, here: Caller, s: Submission) -> dict[str, Any]:
    """A submission with its comments, and its problems while it can be mended."""
    problems: list[dict[str, Any]] = []
    total = 0
    if s.state in ("draft", "returned"):
        told = checked(here, duty_of(s), Sent(content_of(s), s.name, s.rows))
        problems, total = told.problems, len(told.answer.problems)
    return {
        **shown(request, here, s),
        "comments": schemas.comments(s.comments.order_by("at", "pk")),
        "problems_total": total,
        "problems": problems,
    }


def effect_record(would: effects.Effect) -> dict[str, Any]:
    """What would be otherwise."""
    return {
        "accepted": would.answer.accepted,
        "rows_total": would.moves,
        "rows": [
            {"key": _plain(r.key), "before": _plain(r.before), "after": _plain(r.after)}
            for r in would.rows[: effects.MOST_ROWS]
        ],
        "figures": [_figure(m) for m in would.figures],
        "verdicts": [
            {
                "target": m.after.target.id,
                "before": m.before.status,
                "after": m.after.status,
                "reason": schemas.words(m.after.reason),
            }
            for m in would.verdicts
        ],
        "sentences": {
            lang: [{"before": m.before, "after": m.after} for m in would.sentences.get(lang, ())]
            for lang in LANGS
        },
    }


def _figure(m: effects.MovedFigure) -> dict[str, Any]:
    o = m.figure
    return {
        "indicator": o.indicator,
        "definition": o.definition,
        "area": o.area,
        "period": o.period_text,
        "before": m.before.value if m.before else None,
        "after": m.after.value if m.after else None,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v if v is None or isinstance(v, bool | int | float) else str(v) for k, v in values.items()}
