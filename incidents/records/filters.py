"""Filters shared by several lists."""

from functools import partial

import django_filters as filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import ForeignKey, Q
from django.utils.translation import gettext_lazy as _
from django_filters.fields import MultipleChoiceField

from ctplatform.accounts.models import Project
from ctplatform.curation.models import CuratedRecord, with_merged_ids
from ctplatform.curation.registry import evidence_kinds
from ctplatform.markings.levels import MARKINGS
from ctplatform.rest.filters import FilterSet
from incidents.countries import countries
from incidents.records.models import term_choices
from incidents.records.queries.unsourced import (
    unsourced_records,
    with_ungraded_passages,
    without_passages,
)


class ProjectFilter(filters.CharFilter):
    """A project by its slug.

    The id is looked up first, because an index that begins with the project then returns the rows
    in order; with a join it would not.
    """

    def __init__(self, path="project", **options):
        super().__init__(field_name=path, label=_("Project"), **options)

    def filter(self, rows, value):
        if not value:
            return rows
        pk = Project.objects.filter(slug=value).values_list("pk", flat=True).first()
        return rows.filter(**{self.field_name: pk}) if pk else rows.none()


class ProjectOrSharedFilter(filters.CharFilter):
    """The records of a project, and those that all projects share."""

    def filter(self, rows, value):
        return rows.filter(Q(project__slug=value) | Q(project=None)) if value else rows


class SearchFilter(filters.CharFilter):
    """Records in which every word occurs, ignoring case and accents."""

    def filter(self, rows, value):
        return rows.with_words(value, self.parent.queryset) if value else rows


class TermsField(MultipleChoiceField):
    """Several values; the empty value that a form sends for "any" is dropped."""

    def to_python(self, value):
        return [each for each in super().to_python(value) if each]


class TermFilter(filters.MultipleChoiceFilter):
    """One or more slugs of a vocabulary, in a column of the listed model itself."""

    field_class = TermsField

    def __init__(self, vocabulary, label, **options):
        super().__init__(choices=term_choices(vocabulary), label=label, distinct=False, **options)


class CodesField(TermsField):
    """ISO 3166-1 codes, including those that are reserved for users to assign."""

    def valid_value(self, value):
        return countries.is_code(value)


class CountryFilter(filters.MultipleChoiceFilter):
    """One or more countries."""

    field_class = CodesField

    def __init__(self, label=None):
        label = label or _("Country")
        super().__init__(choices=countries.country_choices(), label=label, distinct=False)


class MarkingFilter(TermFilter):
    """One or more markings. Only records that the user may see are searched."""

    def __init__(self):
        super().__init__(MARKINGS, _("Marking"))


class SourcedFilter(filters.ChoiceFilter):
    """Whether a passage supports every required field (see incidents.records.queries.unsourced).

    `no_passage` and `no_credibility` find further gaps in the evidence; `gaps` are {value: (label,
    function of rows and user)} of those that only one type of record has.
    """

    gaps = {
        "no_passage": (_("no passage at all"), without_passages),
        "no_credibility": (_("a passage without credibility"), with_ungraded_passages),
    }

    def __init__(self, **gaps):
        self.gaps = self.gaps | gaps
        super().__init__(
            choices=[
                ("true", _("a core field has no passage")),
                ("false", _("every core field has a passage")),
                *((value, label) for value, (label, _filter) in self.gaps.items()),
            ],
            label=_("Sourcing"),
        )

    def filter(self, rows, value):
        if not value:
            return rows
        user = getattr(self.parent.request, "user", None) or AnonymousUser()
        if value in self.gaps:
            return self.gaps[value][1](rows, user)
        bare = unsourced_records(rows, user)
        return bare if value == "true" else rows.exclude(pk__in=bare.values("pk"))


class EvidenceCodeFilter(filters.CharFilter):
    """Records with a passage that is annotated with this code (a slug) or one below it."""

    def __init__(self):
        super().__init__(label=_("Code of the evidence"), max_length=60)

    def filter(self, rows, value):
        if not value:
            return rows
        user = getattr(self.parent.request, "user", None) or AnonymousUser()
        coded = Q(pk__in=[])
        for kind in evidence_kinds():
            coded |= Q(pk__in=kind.coded(rows.model.objects.all(), value, user).values("pk"))
        return rows.filter(coded)


STATES = dict(CuratedRecord.State.choices)


class RecordFilter(FilterSet):
    """The filters that all records share.

    `facets` are the filters that a list offers first, in order, each with the column whose values
    are counted beside it ("": not counted). `further_facets` are {facet: function of rows and
    user}: each returns a Counter of values that records have beside that of the column, once for
    each record, as far as the user sees them.
    """

    facets = {}
    further_facets = {}
    search = SearchFilter(label=_("Words"))
    project = ProjectFilter()
    state = TermFilter(STATES, _("State"))
    include_merged = filters.BooleanFilter(label=_("With merged records"), method="as_they_are")

    @classmethod
    def counts_beside(cls, user):
        """{facet: function of rows}: the `further_facets` bound to one user."""
        return {name: partial(count, user=user) for name, count in cls.further_facets.items()}

    def as_they_are(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        """Leave out records that were merged into another, unless `include_merged` is set."""
        rows = super().filter_queryset(rows)
        asked = self.form.cleaned_data.get("include_merged")
        return rows if asked else rows.filter(merged_into=None)


class FamilyFilter(filters.UUIDFilter):
    """A record by its id, together with the records merged into it."""

    def filter(self, rows, value):
        if value is None:
            return rows
        model = rows.model._meta.get_field(self.field_name).related_model
        ids = with_merged_ids(model, [value]) if issubclass(model, CuratedRecord) else [value]
        return rows.filter(**{f"{self.field_name}__in": ids})


class RowFilter(FilterSet):
    """Filters of child rows; a parent's id also finds the rows of records merged into it."""

    FILTER_DEFAULTS = FilterSet.FILTER_DEFAULTS | {ForeignKey: {"filter_class": FamilyFilter}}
