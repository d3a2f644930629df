"""The read-only API at `/api/v1/`: the tables that exports give out, one resource each, described by OpenAPI.

`resources` say what is there, `door` holds the manners of HTTP, `document` describes both, and what a reader
sees of the document is a page of the portal (`views.api`).
"""
