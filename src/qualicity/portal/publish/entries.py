"""What can be found on a site, as the script that its search page reads."""

from __future__ import annotations

from urllib.parse import urldefrag

from django.utils.translation import override

from qualicity.errors import Text
from qualicity.portal.addresses import Addresses
from qualicity.portal.catalogue import Catalogue
from qualicity.portal.publish.places import address, file_of
from qualicity.portal.publish.render import public_addresses
from qualicity.portal.search import Entry, Part, index_of_methods, written
from qualicity.portal.words import Words


def entries(plans: Catalogue) -> bytes:
    """The entries that the server would search, each with the file of its page below a language's folder.

    Errors: those of `Catalogue.open`.
    """
    with override("en"), public_addresses():
        parts = [_part(plans, plan) for plan in plans.ids]
        if plans.release is None:
            parts.append(
                Part("", Text(""), index_of_methods().entries, lambda e: _file(Addresses("", {}), e))
            )
        return written(parts)


def _part(plans: Catalogue, plan: str) -> Part:
    opened, to = plans.open(plan, plans.now()), Addresses(plan, {})
    en, zh = (Words(opened.view.plan, lang, opened.areas).span() for lang in ("en", "zh"))
    return Part(plan, Text(en, zh), opened.index.entries, lambda e: _file(to, e))


def _file(to: Addresses, entry: Entry) -> str:
    url, fragment = urldefrag(getattr(to, entry.page)(*entry.parts))
    file = (file_of(address(url)) or "").removeprefix("en/")
    return f"{file}#{fragment}" if fragment else file
