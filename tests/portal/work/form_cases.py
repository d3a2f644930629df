"""What tests of forms write over and over: addresses, cells as a browser sends them, and what a page shows."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

NORTH = "/en/work/sample-city/report/inspections/north-district/2026-10/"
WATER = "/en/work/sample-city/report/water_sections/water-bureau/2026-10/"
ROW = {"area": "SC-N", "month": "2026-10", "inspected": "61", "passed": "58"}


def cells(*rows: dict[str, str], kind: str = "c") -> dict[str, str]:
    """The cells of these rows as a browser sends them."""
    return {f"{kind}-{n}-{f}": v for n, row in enumerate(rows) for f, v in row.items()} | {
        "rows": str(len(rows) + 1)
    }


def sent(page: str) -> dict[str, str]:
    """All that a browser without script would send of a page's form, but the button."""
    part = page[page.index('id="form"') :] if 'id="form"' in page else page[page.index('class="conflict"') :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", part):
        name = re.search(r' name="([^"]*)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name is None or (('type="checkbox"' in tag or 'type="radio"' in tag) and " checked" not in tag):
            continue
        found[name[1]] = unescape(value[1]) if value else ""
    for name, body in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', part, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = unescape(chosen[1]) if chosen else ""
    for name, body in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', part, re.S):
        found[name] = unescape(body)
    found.pop("csrfmiddlewaretoken", None)
    return found


def text(answer: Any) -> str:
    """A page's text without its tags."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def draft() -> Any:
    """The one submission there is."""
    from qualicity.portal.workbench.models import Submission

    return Submission.objects.get()


def kept() -> list[dict[str, str]]:
    """The rows of the one draft, as they were sent."""
    import csv
    import io

    from qualicity.portal.workbench.actions.submissions import content_of

    return list(csv.DictReader(io.StringIO(content_of(draft()).decode())))


def post(client: Client, url: str, verb: str, **said: str) -> Any:
    """Press a button of a form."""
    return client.post(url, {"version": "0", **said, "verb": verb})
