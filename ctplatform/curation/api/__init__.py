"""proposals/, revisions/, notifications/. Order of answers: 401, 404, 403, 428, 412, 400, 409."""

from ctplatform.curation.api.notifications import NotificationViewSet
from ctplatform.curation.api.proposals import ProposalViewSet
from ctplatform.curation.api.revisions import RevisionViewSet

__all__ = ["NotificationViewSet", "ProposalViewSet", "RevisionViewSet"]
