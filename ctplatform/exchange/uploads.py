"""How large the body of a request may be that uploads a file."""

from ctplatform.exchange.limits import LIMITS
from ctplatform.rest.requests.parsing import MAX_BODY


class FileUploadMixin:
    """Mixin for a viewset: the bodies of its `upload_actions` may hold a file."""

    upload_actions = ("create",)

    @property
    def max_body(self):
        """Bytes of a request: those of the largest file for an upload."""
        return LIMITS.size + MAX_BODY if self.action in self.upload_actions else MAX_BODY
