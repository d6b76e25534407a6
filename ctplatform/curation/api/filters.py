"""Filters of proposals and revisions."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from ctplatform.curation.models import Proposal, Revision
from ctplatform.rest.filters import FilterSet, MomentFilter


class PersonFilter(filters.CharFilter):
    """Filter by the username of a user."""

    def __init__(self, field_name):
        super().__init__(field_name=f"{field_name}__username")


class ProposalFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    state = filters.ChoiceFilter(choices=Proposal.State.choices)
    author = PersonFilter("author")
    updated_since = MomentFilter(method="moved_since", label=_("Changed since"))

    class Meta:
        model = Proposal
        fields = ["project", "state", "kind", "target_type", "target_id", "author"]

    def moved_since(self, rows, _name, moment):
        """Proposals that were acted on, decided or reminded of, or whose live row has changed.

        `last_act` also moves when a candidate that awaits publication, or one of its child rows,
        changes.
        """
        row_changes = Revision.objects.filter(
            target_type=OuterRef("target_type"), target_id=OuterRef("target_id"), at__gte=moment
        )
        return rows.filter(
            Q(last_act__gte=moment)
            | Q(decided__gte=moment)
            | Q(reminded__gte=moment)
            | Q(Exists(row_changes), state__in=Proposal.WAITING)
        )


class IdsFilter(filters.BaseInFilter, filters.UUIDFilter):
    """Filter by one of several ids, with commas between them."""


class RevisionFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    by = PersonFilter("by")
    root_id = IdsFilter("root_id", label=_("Ids of records, whose child rows count too"))
    updated_since = MomentFilter("at", "gte", label=_("Changed since"))

    class Meta:
        model = Revision
        fields = ["project", "target_type", "target_id", "root_type", "by"]
