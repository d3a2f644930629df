"""Finding things by their words: in both languages at once, Chinese also by its pinyin.

`index_of(opened)` makes the index of a plan as known on a date, `index_of_methods()` that of the methods;
`Index.find(query)` gives what answers a query, the best first; `written(parts)` is an index for a page without a server.
"""

from qualicity.portal.search.entries import index_of, index_of_methods
from qualicity.portal.search.index import KINDS, Entry, Hit, Index, Kind
from qualicity.portal.search.marking import Marked, cut, marked
from qualicity.portal.search.words import initials, terms_of
from qualicity.portal.search.written import Part, written

__all__ = [
    "KINDS",
    "Entry",
    "Hit",
    "Index",
    "Kind",
    "Marked",
    "Part",
    "cut",
    "index_of",
    "index_of_methods",
    "initials",
    "marked",
    "terms_of",
    "written",
]
