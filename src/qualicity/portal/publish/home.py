"""The first page of a site: the choice of language, which a server would make by itself."""

from __future__ import annotations

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Qualicity 质城</title>
<link rel="icon" href="static/portal/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="static/portal/portal.css">
</head>
<body>
<header class="bar"><div class="bar-in"><span class="mark">Qualicity <b lang="zh-Hans">质城</b></span></div></header>
<main id="main">
<h1>Qualicity <span lang="zh-Hans">质城</span></h1>
<p class="lede"><a href="en/{rest}" hreflang="en">English</a> · <a href="zh/{rest}" lang="zh-Hans" hreflang="zh-Hans">中文</a></p>
</main>
</body>
</html>
"""


def home(plan: str) -> bytes:
    """The page at the root; `plan` is the one that the site is about, "" where it has a list of them."""
    return _PAGE.format(rest=f"{plan}/index.html" if plan else "index.html").encode()
