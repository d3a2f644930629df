"""Every address of the portal: where programs ask and report, where people sign in and work, and the public pages.

The public pages are a module of their own: publishing them as files needs nothing of the rest.
"""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from qualicity.portal import public_urls
from qualicity.portal.api.door import door
from qualicity.portal.public_urls import handler400, handler404, handler429, handler500
from qualicity.portal.workbench.api.door import door as work_door

__all__ = ["handler400", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns = [
    re_path(r"^api/work/v1(?:/(?P<rest>(?s:.*)))?$", work_door),
    re_path(r"^api/v1(?:/(?P<rest>(?s:.*)))?$", door),
    *i18n_patterns(
        path("work/", include("qualicity.portal.workbench.urls")),
        path("account/", include("qualicity.portal.account_urls")),
    ),
    *public_urls.urlpatterns,
]
