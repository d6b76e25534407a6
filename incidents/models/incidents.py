"""Incidents."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.models import CuratedQuerySet
from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.models.compared import Compared, not_compared
from incidents.models.dirty import incident_changed
from incidents.models.facts import (
    Dated,
    Fact,
    country,
    known,
    ordered_bounds,
    term,
)  # fmt: skip
from incidents.models.places import Place

MOST_ATTACK_TYPES = 3
WITHIN_A_YEAR = ("week", "season", "year", "range")
"""Precisions of dates that may reach over the end of a month, and last 366 days at most."""


class IncidentQuerySet(CuratedQuerySet):
    def published(self):
        return self.filter(state="published")

    def counted(self):
        """What a series counts: published events; series, references and context are not."""
        return self.published().filter(record_kind="event")

    def within(self, earliest, latest):
        """Those that may have happened between two days, inclusive; undated ones cannot be told."""
        return self.filter(date__isnull=False).filter(
            Q(date_latest__isnull=True) | Q(date_latest__gte=earliest),
            Q(date_earliest__isnull=True) | Q(date_earliest__lte=latest),
        )


def attack_types_in_words(slugs):
    """The labels of attack types, as a diff says them."""
    return ", ".join(str(vocabularies.ATTACK_TYPES.get(each, each)) for each in slugs)


@curated(
    key="incident",
    title="title",
    fields=(
        "title", "summary", "record_kind", "lifecycle", "date", "date_words",
        "place", "country", "attack_types", "embargo_until", "rights",
    ),
    on_change=incident_changed,
    hears_new=False,
)  # fmt: skip
class Incident(Compared, Dated, Fact):
    """What happened, or is planned or said to have happened.

    `attack_types` are up to three slugs, the main one first. `country` is the place's where it
    has one. Until `embargo_until` only editors, owners and the creator see the record. `rights` are
    those of where it was taken from: what is restricted enters no export to outsiders.
    """

    searched = ("title", "summary")
    derived = (
        "search_text", "date_earliest", "date_latest", "date_precision", "country", "compared",
    )  # fmt: skip
    passage_fields = {
        "title": _("Title"), "summary": _("Summary"), "record_kind": _("Kind of record"),
        "lifecycle": _("How far it went"), "date": _("Date"), "place": _("Place"),
        "country": _("Country"), "attack_types": _("Attack type"),
        "perpetrator": _("Perpetrator"), "target": _("Target"), "participants": _("Taking part"),
        "killed": _("Killed"), "injured": _("Injured"), "abducted": _("Abducted"),
        "responsibility": _("Responsibility"),
    }  # fmt: skip

    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), null=True, blank=True)
    record_kind = term(
        vocabularies.RECORD_KINDS, _("kind of record"), null=False, blank=False, default="event"
    )
    lifecycle = term(vocabularies.LIFECYCLES, _("how far it went"))
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    country = country()
    attack_types = models.JSONField(_("attack types"), null=True, blank=True)
    attack_types.in_words = attack_types_in_words
    embargo_until = models.DateTimeField(_("under embargo until"), null=True, blank=True)
    rights = term(vocabularies.RIGHTS, _("rights"))

    objects = IncidentQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            *Fact.Meta.indexes,
            not_compared("incident"),
            models.Index(fields=["project", "date_earliest", "id"], name="incident_by_date"),
            models.Index(fields=["project", "country", "id"], name="incident_by_country"),
            # For recounts: those that may reach from one month into others, and those without
            # a full date, are found by their precision.
            models.Index(
                fields=["project", "date_precision", "date_latest", "date_earliest"],
                name="incident_by_precision",
            ),
            # For what a series leaves out, told beside its points at every read.
            models.Index(
                fields=["project", "date_earliest"],
                condition=Q(country__isnull=True),
                name="incident_without_country",
            ),
            models.Index(
                fields=["project", "embargo_until"],
                condition=Q(embargo_until__isnull=False),
                name="incident_by_embargo",
            ),
        ]
        constraints = [
            *Fact.Meta.constraints,
            known("record_kind", vocabularies.RECORD_KINDS, "incident_record_kind_is_known"),
            known("lifecycle", vocabularies.LIFECYCLES, "incident_lifecycle_is_known"),
            known("rights", vocabularies.RIGHTS, "incident_rights_are_known"),
            ordered_bounds("incident_does_not_end_before_it_begins"),
            models.CheckConstraint(
                condition=Q(date__isnull=False)
                | Q(date_earliest__isnull=True, date_latest__isnull=True),
                name="incident_bounds_belong_to_a_date",
            ),
        ]

    def __str__(self):
        return self.title

    def derive(self):
        super().derive()
        self.derive_bounds()
        if self.place is not None and self.place.country:
            self.country = self.place.country
        if self.attack_types == []:
            self.attack_types = None

    def clean(self):
        super().clean()
        types = self.attack_types
        if types is None:
            return
        if not isinstance(types, list) or not all(isinstance(each, str) for each in types):
            raise ValidationError({"attack_types": _("Write a list of attack types.")})
        strange = [each for each in types if each not in vocabularies.ATTACK_TYPES]
        if strange or len(set(types)) < len(types) or len(types) > MOST_ATTACK_TYPES:
            raise ValidationError(
                {"attack_types": _("Choose up to three different ones of: %s.")
                 % ", ".join(vocabularies.ATTACK_TYPES)}
            )  # fmt: skip

    @property
    def attack_type_labels(self):
        return [str(vocabularies.ATTACK_TYPES.get(each, each)) for each in self.attack_types or ()]
