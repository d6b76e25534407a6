"""Further places of an incident, beside its main place."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.events.models.incidents import Incident
from incidents.places.models.places import Place
from incidents.records.models import ChildRecord, known_term, term_column
from incidents.recounts.models import mark_part_days

MOST_IDS = 500
"""Up to this many incidents are filtered by their ids; for more, the filter is a subquery."""


@curated(
    key="incident_place",
    fields=("place", "role", "note"),
    parent="incident",
    on_change=mark_part_days,
    called_for_new=False,
)
class IncidentPlace(ChildRecord):
    """Another place of an incident: where it also happened, came from, passed or was aimed at.

    `country` is derived from the place, so that filters and counts by country need no join.
    """

    visible_through = ("incident",)
    derived = ("country",)

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="further_places")
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="further_incidents", verbose_name=_("place")
    )
    role = term_column(
        vocabularies.INCIDENT_PLACE_ROLES,
        _("the place is"),
        null=False,
        blank=False,
        default="also",
    )
    note = models.TextField(_("note"), blank=True)
    country = models.CharField(max_length=2, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("further place")
        verbose_name_plural = _("further places")
        indexes = [models.Index(fields=["country", "incident"], name="incident_place_by_country")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "place", "role"],
                name="an_incident_has_a_place_in_a_role_once",
                violation_error_message=_("The incident has this place in this role already."),
            ),
            known_term("role", vocabularies.INCIDENT_PLACE_ROLES, "incident_place_role_is_known"),
        ]

    def __str__(self):
        return f"{self.place}, {self.get_role_display()}"

    def derive(self):
        super().derive()
        self.country = self.place.country if self.place_id else None

    def clean(self):
        super().clean()
        if self.role == "also" and self.place_id and self.place_id == self.incident.place_id:
            raise ValidationError({"place": _("This is the place of the incident already.")})


def named_place(row) -> dict:
    """A further place as a dict for lists and exports, without empty values."""
    place = row.place
    values = {
        "place": str(place.pk),
        "name": place.name,
        "kind": place.kind,
        "country": row.country,
        "role": row.role,
        "note": row.note,
    }
    return {name: value for name, value in values.items() if value}


def named_places_of(incidents) -> dict:
    """{incident id: [further place as a dict, in order]}, without incidents that have none."""
    found = {}
    rows = IncidentPlace.objects.filter(incident__in=incidents).select_related("place")
    for row in rows.order_by("id"):
        found.setdefault(row.incident_id, []).append(named_place(row))
    return found


def with_further(places, *conditions, **which) -> Q:
    """The condition on incidents that one of their further places matches.

    `places` are those that the user may see; a place of a merged incident counts for its canonical
    record. Incidents rarely have further places, so a few ids let the list use its index; many ids
    become a subquery.
    """
    rows = places.filter(*conditions, **which).order_by()
    pairs = rows.values_list("incident_id", "incident__merged_into_id")
    found = list(pairs[: MOST_IDS + 1])
    if not found:
        return Q(pk__in=[])
    if len(found) <= MOST_IDS:
        return Q(pk__in={each for pair in found for each in pair if each})
    merged = rows.filter(incident__merged_into__isnull=False)
    return Q(pk__in=rows.values("incident")) | Q(pk__in=merged.values("incident__merged_into"))


def further_places_of(rows, places):
    """The further places of some incidents and of those merged into them.

    `places` are those that the user may see. Each row has `owner`, the id of the canonical
    incident, and its main place and country as `first_place` and `first_country`; rows that repeat
    the main place are left out.
    """
    owner = Coalesce("incident__merged_into", "incident")
    places = places.order_by().annotate(
        owner=owner,
        first_place=of_owner("place_id"),
        first_country=of_owner("country"),
    )
    with_any = IncidentPlace.objects.order_by().annotate(owner=owner).values("owner")
    rows = rows.order_by().prefetch_related(None).filter(pk__in=with_any)
    same = Q(first_place__isnull=False, place=F("first_place"))
    return places.filter(owner__in=rows.values("pk")).exclude(same)


def of_owner(column):
    """A column of the canonical incident that shows a further place."""
    merged = When(incident__merged_into__isnull=False, then=F(f"incident__merged_into__{column}"))
    return Case(merged, default=F(f"incident__{column}"))


def in_other_countries(rows, places):
    """The rows of `elsewhere` in another country than the incident's main one."""
    same = Q(first_country__isnull=False, country=F("first_country"))
    return further_places_of(rows, places).filter(country__isnull=False).exclude(same)


def further_countries(rows, user):
    """Counter {country: number of incidents that have it only through a further place}."""
    places = in_other_countries(rows, IncidentPlace.objects.visible_to(user))
    pairs = places.values_list("country").annotate(n=Count("owner", distinct=True))
    return Counter(dict(pairs))
