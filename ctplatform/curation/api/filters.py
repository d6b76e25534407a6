"""What proposals, revisions and notifications can be narrowed by."""

from django_filters import rest_framework as filters

from ctplatform.curation.models import Notification, Proposal, Revision
from ctplatform.rest.filters import FilterSet


class PersonFilter(filters.CharFilter):
    """A person by user name."""

    def __init__(self, field_name):
        super().__init__(field_name=f"{field_name}__username")


class ProposalFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    state = filters.ChoiceFilter(choices=Proposal.State.choices)
    author = PersonFilter("author")

    class Meta:
        model = Proposal
        fields = ["project", "state", "kind", "target_type", "target_id", "author"]


class RevisionFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    by = PersonFilter("by")

    class Meta:
        model = Revision
        fields = ["project", "target_type", "target_id", "by"]


class NotificationFilter(FilterSet):
    """`unread=true` keeps what one has not seen yet."""

    project = filters.CharFilter(field_name="proposal__project__slug")
    unread = filters.BooleanFilter("read", "isnull")

    class Meta:
        model = Notification
        fields = ["kind", "proposal"]
