"""The portal as files: every page that its links lead to, written so that it works from any place without a server."""

from qualicity.portal.publish.site import Published, Publisher, publish
from qualicity.portal.publish.work import Order

__all__ = ["Order", "Published", "Publisher", "publish"]
