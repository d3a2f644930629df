"""Renews the catalogue of the interface's Chinese: `python -m qualicity.portal.messages`.

Takes every message out of templates and modules, merges them into `locale/zh/LC_MESSAGES/django.po`,
and compiles it. Needs Babel, which the tests bring along; serving does not.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from qualicity import __version__

HERE = Path(__file__).parent
PO = HERE / "locale" / "zh" / "LC_MESSAGES" / "django.po"
WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)
MO = PO.with_suffix(".mo")
_KEYWORDS = {
    "gettext": None,
    "_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extracted() -> Catalog:
    """Every message that the portal's modules and templates hold."""
    from django.utils.translation.template import templatize

    catalog = Catalog(locale="zh", domain="django", project="Qualicity", fuzzy=False)
    for path in sorted([*HERE.rglob("*.py"), *HERE.rglob("*.html")]):
        source = path.read_text("utf-8")
        if path.suffix == ".html":
            # What is left beside the calls are letters and blanks; a blank at a line's start would be Python's.
            source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
        for _, message, comments, context in extract("python", io.BytesIO(source.encode()), _KEYWORDS):
            catalog.add(
                message, locations=[(str(path.relative_to(HERE)), 0)], auto_comments=comments, context=context
            )
    return catalog


def stored() -> Catalog:
    """The catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain="django")


def renew() -> list[str]:
    """Merge and compile; returns the messages that have no Chinese yet."""
    found = extracted()
    catalog = stored() if PO.exists() else Catalog(locale="zh", domain="django", fuzzy=False)
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = "# The Chinese of the portal's interface."
    catalog.fuzzy, catalog.msgid_bugs_address, catalog.language_team = False, "", "zh"
    catalog.project, catalog.version = "Qualicity", __version__
    catalog.copyright_holder = catalog.last_translator = "The Qualicity authors"
    # No time of day: renewing an unchanged catalogue must not change the file.
    catalog.creation_date = catalog.revision_date = WRITTEN
    PO.parent.mkdir(parents=True, exist_ok=True)
    written, compiled = io.BytesIO(), io.BytesIO()
    write_po(written, catalog, width=110, sort_output=True, include_lineno=False)
    write_mo(compiled, catalog)
    PO.write_bytes(written.getvalue())
    MO.write_bytes(compiled.getvalue())
    return [str(m.id) for m in catalog if m.id and not _translated(m.string)]


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=False)
    django.setup()
    missing = renew()
    sys.stdout.write("".join(f"no Chinese yet: {m}\n" for m in missing))
    sys.exit(bool(missing))
