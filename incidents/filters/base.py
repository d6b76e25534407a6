"""Filters that several lists share."""

import django_filters as filters
from django.db.models import ForeignKey, Q
from django.utils.translation import gettext_lazy as _
from django_filters.fields import MultipleChoiceField

from ctplatform.accounts.models import Project
from ctplatform.curation.models import CuratedRecord, family
from ctplatform.folding import fold
from ctplatform.markings.levels import MARKINGS
from ctplatform.rest.filters import FilterSet
from incidents import countries
from incidents.aggregates.tracing import untraced
from incidents.models.facts import choices


class ProjectFilter(filters.CharFilter):
    """A project by its slug.

    Its id is looked up first: an index that begins with the project then gives the rows in order,
    which a join would not.
    """

    def __init__(self, path="project", **options):
        super().__init__(field_name=path, label=_("Project"), **options)

    def filter(self, rows, value):
        if not value:
            return rows
        pk = Project.objects.filter(slug=value).values_list("pk", flat=True).first()
        return rows.filter(**{self.field_name: pk}) if pk else rows.none()


class ProjectOrSharedFilter(filters.CharFilter):
    """A project's records and those shared by all."""

    def filter(self, rows, value):
        return rows.filter(Q(project__slug=value) | Q(project=None)) if value else rows


class SearchFilter(filters.CharFilter):
    """Every word occurs, whatever its case and accents."""

    def filter(self, rows, value):
        for word in fold(value or "").split():
            rows = rows.filter(search_text__contains=word)
        return rows


class TermsField(MultipleChoiceField):
    """Several values; the empty one of a form that left it open is none."""

    def to_python(self, value):
        return [each for each in super().to_python(value) if each]


class TermFilter(filters.MultipleChoiceFilter):
    """One or more slugs of a vocabulary, of a column of the rows themselves."""

    field_class = TermsField

    def __init__(self, vocabulary, label, **options):
        super().__init__(choices=choices(vocabulary), label=label, distinct=False, **options)


class CodesField(TermsField):
    """ISO 3166-1 codes, those that users may assign included."""

    def valid_value(self, value):
        return countries.is_code(value)


class CountryFilter(filters.MultipleChoiceFilter):
    """One or more countries."""

    field_class = CodesField

    def __init__(self):
        super().__init__(choices=countries.choices(), label=_("Country"), distinct=False)


class MarkingFilter(TermFilter):
    """One or more markings, among what the reader sees: it tells of no record that is hidden."""

    def __init__(self):
        super().__init__(MARKINGS, _("Marking"))


class TracedFilter(filters.ChoiceFilter):
    """Whether a passage stands behind every core field (incidents.aggregates.tracing)."""

    def __init__(self):
        super().__init__(
            choices=[
                ("true", _("a core field has no passage")),
                ("false", _("every core field has a passage")),
            ],
            label=_("Traced"),
        )

    def filter(self, rows, value):
        if not value:
            return rows
        bare = untraced(rows)
        return bare if value == "true" else rows.exclude(pk__in=bare.values("pk"))


STATES = dict(CuratedRecord.State.choices)


class RecordFilter(FilterSet):
    """What all records are narrowed by.

    `facets` of a filter set are the filters that a list offers first, in order, with the column
    whose values are counted beside them (none: they are not counted).
    """

    facets = {}
    search = SearchFilter(label=_("Words"))
    project = ProjectFilter()
    state = TermFilter(STATES, _("State"))
    updated_since = filters.IsoDateTimeFilter("updated", "gte", label=_("Changed since"))
    include_merged = filters.BooleanFilter(label=_("With merged records"), method="as_they_are")

    def as_they_are(self, rows, name, value):
        return rows

    def filter_queryset(self, rows):
        """A record that was merged into another is shown only where one asks for it."""
        rows = super().filter_queryset(rows)
        asked = self.form.cleaned_data.get("include_merged")
        return rows if asked else rows.filter(merged_into=None)


class FamilyFilter(filters.UUIDFilter):
    """A record by its id, with those that were merged into it."""

    def filter(self, rows, value):
        if value is None:
            return rows
        model = rows.model._meta.get_field(self.field_name).related_model
        ids = family(model, [value]) if issubclass(model, CuratedRecord) else [value]
        return rows.filter(**{f"{self.field_name}__in": ids})


class RowFilter(FilterSet):
    """Rows of records: whoever asks for a record's gets those of the records merged into it too."""

    FILTER_DEFAULTS = FilterSet.FILTER_DEFAULTS | {ForeignKey: {"filter_class": FamilyFilter}}
