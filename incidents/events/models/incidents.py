"""The model of incidents."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.models import CuratedQuerySet
from ctplatform.curation.registry import curated
from ctplatform.markings.levels import guard_marking, reason_of_lower_marking
from ctplatform.markings.models import Marked, marking_is_known
from ctplatform.search.folding import fold
from incidents import vocabularies
from incidents.countries import countries
from incidents.events.models.counted import all_of_them, counted_index
from incidents.events.models.killed import KILLED, incident_changed
from incidents.events.models.variables import (
    VARIABLE_FIELDS,
    VARIABLE_LABELS,
    CodedVariables,
    variable_constraints,
    variable_indexes,
)
from incidents.events.models.windows import incidents_between, long_dates_index
from incidents.places.models.located import Located, located_constraints
from incidents.places.models.places import Place
from incidents.records.models import (
    Dated,
    RegisterRecord,
    country_column,
    known_term,
    listed_by,
    ordered_bounds,
    sorted_name,
    term_column,
)
from incidents.records.models.compared import Compared, not_compared

MOST_TYPES = 3
WITHIN_A_YEAR = ("week", "season", "year", "range")
"""Date precisions that may span the end of a month and last at most 366 days."""


class IncidentQuerySet(CuratedQuerySet):
    def published(self):
        return self.filter(state="published")

    def counted(self):
        """Incidents that a series counts: published events, no series, references or context.

        A merged record counts with its canonical record.
        """
        return self.published().canonical().filter(record_kind="event")

    def with_words(self, words, seen=None):
        """Incidents in which every word occurs, or with a dataset id such as “UCDP 59553”."""
        parts = fold(words).split()
        external = self.model.external_records.rel.related_model.objects.using(self.db)
        ids = external.incidents_of_words(parts)
        if not ids:
            return super().with_words(words)
        worded = Q(*(Q(search_text__contains=part) for part in parts))
        return self.filter(worded | themselves_or_merged(ids, self if seen is None else seen))

    def within(self, earliest=None, latest=None):
        """Incidents that may have happened between two days (inclusive), without undated ones."""
        return incidents_between(self, earliest, latest)


def themselves_or_merged(ids, seen):
    """The condition that an incident, or a `seen` record merged into it, has one of the ids."""
    merged = seen.filter(merged_into__isnull=False, pk__in=ids).order_by()
    return Q(pk__in=ids) | Q(pk__in=merged.values("merged_into"))


TYPES = {
    "attack_types": vocabularies.ATTACK_TYPES,
    "target_types": vocabularies.TARGET_TYPES,
    "weapon_types": vocabularies.WEAPON_TYPES,
}
"""Fields that hold up to three slugs, the main one first, each with its vocabulary."""


def types_column(name, label):
    """A column for up to three slugs; diffs show their labels."""
    column = models.JSONField(label, null=True, blank=True)
    column.in_words = lambda slugs: ", ".join(labels_of(name, slugs))
    column.listed_terms = TYPES[name]
    return column


def labels_of(name, slugs):
    """The labels of some slugs, in their order."""
    return [str(TYPES[name].get(each, each)) for each in slugs or ()]


def type_in_words(slug) -> str:
    """The label of a slug from any of these vocabularies; other text is returned unchanged."""
    found = next((terms[slug] for terms in TYPES.values() if slug in terms), slug)
    return str(found)


def check_types(name, slugs):
    """Raise ValidationError unless the value is a list of up to three different known slugs."""
    if slugs is None:
        return
    if not isinstance(slugs, list) or not all(isinstance(each, str) for each in slugs):
        raise ValidationError(_("Write a list of slugs."))
    strange = [each for each in slugs if each not in TYPES[name]]
    if strange or len(set(slugs)) < len(slugs) or len(slugs) > MOST_TYPES:
        known_ones = ", ".join(TYPES[name])
        raise ValidationError(_("Choose up to three different ones of: %s.") % known_ones)


def refuse_linked_merge(gone, kept, *, by):
    """Refuse to merge two incidents if one led to the other according to their links."""
    gone.links.model.require_separate(gone, kept, by=by)


@curated(
    key="incident",
    title="title",
    alike=("record_kind",),
    fields=(
        "title", "summary", "record_kind", "lifecycle", "domain", "date", "date_words",
        "date_basis", "place", "place_precision", "lat", "lon", "uncertainty_m", "country",
        "attack_types", "target_types", "weapon_types", *VARIABLE_FIELDS, "embargo_until", "rights",
        "marking",
    ),
    members_only=("lat", "lon", "uncertainty_m"),
    on_change=incident_changed,
    two_approvals_reason=reason_of_lower_marking,
    guard=guard_marking,
    guard_merge=refuse_linked_merge,
    called_for_new=False,
)  # fmt: skip
class Incident(Marked, Compared, Dated, Located, CodedVariables, RegisterRecord):
    """Something that happened, is planned, or is said to have happened.

    `attack_types`, `target_types` and `weapon_types` are up to three slugs each, the main one
    first. `date_basis` says where the date comes from. `country` is the place's where it has one;
    the incident's own position and precision are those of `Located`.
    Until `embargo_until` only editors, owners and the creator see the record. `rights` are those of
    the record's source: restricted records are left out of exports to outsiders.
    Lists sort by `main_attack_type` and `country_name`, the folded names of the main type and the
    country, and by `killed_figure`, which is derived from the casualty estimates
    (events.models.killed) and shown to everyone who sees the incident. Further variables:
    events.models.variables.
    """

    searched = ("title", "summary")
    derived = (
        "search_text", "date_earliest", "date_latest", "date_precision", "country", "compared",
        "main_attack_type", "country_name", "event_type", "transnational",
    )  # fmt: skip
    summed = tuple(KILLED)
    passage_fields = {
        "title": _("Title"), "summary": _("Summary"), "record_kind": _("Kind of record"),
        "lifecycle": _("Attack status"), "domain": _("Event type"), "date": _("Date"),
        "place": _("Place"), "further_places": _("Further places"), "country": _("Country"),
        "attack_types": _("Attack type"),
        "target_types": _("Target type"), "weapon_types": _("Weapon type"), **VARIABLE_LABELS,
        "perpetrator": _("Perpetrator"), "target": _("Target"),
        "participants": _("Other participants"),
        "killed": _("Fatalities"), "injured": _("Injured"), "abducted": _("Abducted"),
        "missing": _("Missing"), "hostages": _("Held hostage"),
        "perpetrators_killed": _("Fatalities among perpetrators"),
        "civilians_killed": _("Civilian fatalities"),
        "security_forces_killed": _("Fatalities among security forces"),
        "unknown_status_killed": _("Fatalities, side unknown"),
        "responsibility": _("Responsibility"), "links": _("Links to incidents"),
    }  # fmt: skip

    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), null=True, blank=True)
    record_kind = term_column(
        vocabularies.RECORD_KINDS, _("kind of record"), null=False, blank=False, default="event"
    )
    lifecycle = term_column(vocabularies.LIFECYCLES, _("attack status"))
    domain = term_column(vocabularies.DOMAINS, _("event type"))
    date_basis = term_column(vocabularies.DATE_BASES, _("date is"))
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    country = country_column()
    attack_types = types_column("attack_types", _("attack types"))
    target_types = types_column("target_types", _("target types"))
    weapon_types = types_column("weapon_types", _("weapon types"))
    embargo_until = models.DateTimeField(_("under embargo until"), null=True, blank=True)
    rights = term_column(vocabularies.RIGHTS, _("rights"))
    main_attack_type = models.CharField(max_length=30, null=True, blank=True, editable=False)
    country_name = models.CharField(max_length=100, null=True, blank=True, editable=False)
    killed_figure = models.PositiveIntegerField(null=True, blank=True, editable=False)
    killed_low = models.PositiveIntegerField(null=True, blank=True, editable=False)
    killed_best = models.PositiveIntegerField(null=True, blank=True, editable=False)
    killed_high = models.PositiveIntegerField(null=True, blank=True, editable=False)
    killed_qualifier = models.CharField(max_length=15, null=True, blank=True, editable=False)

    objects = IncidentQuerySet.as_manager()
    all_of_them = staticmethod(all_of_them)

    class Meta(RegisterRecord.Meta):
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            *RegisterRecord.Meta.indexes,
            not_compared("incident"),
            models.Index(fields=["project", "date_earliest", "id"], name="incident_by_date"),
            models.Index(fields=["project", "country", "id"], name="incident_by_country"),
            # Sort orders of lists, at any depth.
            models.Index(fields=["project", "date_latest", "id"], name="incident_by_last_day"),
            models.Index(fields=["project", "title", "id"], name="incident_by_title"),
            models.Index(fields=["project", "state", "id"], name="incident_by_state"),
            models.Index(fields=["project", "updated", "id"], name="incident_by_change"),
            *listed_by("incident", "killed_figure", "main_attack_type", "country_name"),
            # For recounts: incidents whose date may span months, or that lack a full date, are
            # found by their precision.
            models.Index(
                fields=["project", "date_precision", "date_latest", "date_earliest"],
                name="incident_by_precision",
            ),
            # For what a series leaves out, which is shown beside its points at every request.
            long_dates_index(),
            models.Index(
                fields=["project", "date_earliest"],
                condition=Q(country__isnull=True),
                name="incident_without_country",
            ),
            *variable_indexes(),
            counted_index(),
            models.Index(
                fields=["project", "record_kind"],
                condition=~Q(record_kind="event"),  # matches the wording of `is_no_event`
                name="incident_not_an_event",
            ),
            models.Index(
                fields=["project", "embargo_until"],
                condition=Q(embargo_until__isnull=False),
                name="incident_by_embargo",
            ),
        ]
        constraints = [
            *RegisterRecord.Meta.constraints,
            marking_is_known("incident_marking_is_known"),
            known_term("record_kind", vocabularies.RECORD_KINDS, "incident_record_kind_is_known"),
            known_term("lifecycle", vocabularies.LIFECYCLES, "incident_lifecycle_is_known"),
            known_term("domain", vocabularies.DOMAINS, "incident_domain_is_known"),
            known_term("date_basis", vocabularies.DATE_BASES, "incident_date_basis_is_known"),
            known_term("rights", vocabularies.RIGHTS, "incident_rights_are_known"),
            *located_constraints("incident"),
            *variable_constraints(),
            ordered_bounds("incident_does_not_end_before_it_begins"),
            models.CheckConstraint(
                condition=Q(date__isnull=False)
                | Q(date_earliest__isnull=True, date_latest__isnull=True),
                name="incident_bounds_belong_to_a_date",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def apart(self):
        """What distinguishes the incident from others of the same title: “March 2024 · Mali”."""
        found = (self.date_for_people, countries.name_of(self.country))
        return " · ".join(each for each in found if each)

    def derive(self):
        super().derive()
        self.derive_bounds()
        if self.place is not None and self.place.country:
            self.country = self.place.country
        for name in TYPES:
            if getattr(self, name) == []:
                setattr(self, name, None)
        first = self.attack_types[0] if isinstance(self.attack_types, list) else None
        self.main_attack_type = sorted_name(vocabularies.ATTACK_TYPES, first)
        self.country_name = countries.sorted_name(self.country)

    def clean(self):
        wrong = {}
        try:
            super().clean()
        except ValidationError as error:
            wrong = error.error_dict
        for name in TYPES:
            try:
                check_types(name, getattr(self, name))
            except ValidationError as error:
                wrong[name] = error
        if wrong:
            raise ValidationError(wrong)

    @property
    def attack_type_labels(self):
        return labels_of("attack_types", self.attack_types)
