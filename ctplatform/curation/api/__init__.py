"""The API of proposals/ and revisions/. Errors take precedence in this order: 401, 404, 403, 428,
412, 400, 409.
"""

from ctplatform.curation.api.proposals import ProposalViewSet
from ctplatform.curation.api.revisions import RevisionViewSet

__all__ = ["ProposalViewSet", "RevisionViewSet"]
