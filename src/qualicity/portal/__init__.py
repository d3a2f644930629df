"""The public portal: every promise, figure and verdict on a page that opens down to its rows.

`serve(plan_paths, workspace)` runs it; `configure(plan_paths, workspace)` readies it for a test client.
To add a page: a function in `views/` that gives a `Page`, its template, and one line in `urls.py`; its
twins at `.json` and `.csv` come with it.
"""

from qualicity.portal.serve import configure, serve

__all__ = ["configure", "serve"]
