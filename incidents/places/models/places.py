"""Places, from a venue to a continent; countries, their divisions and regions are shared."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated, one_by_one
from incidents import vocabularies
from incidents.countries import countries
from incidents.places.coordinate_redaction import Position, coordinate_redactor
from incidents.places.models import rules
from incidents.places.models.doubts import position_warnings
from incidents.places.models.rules import is_division, is_m49
from incidents.records.models import (
    Backstop,
    CheckedColumn,
    RegisterRecord,
    fold,
    is_country,
    known_term,
    term_column,
    whole_number,
)
from incidents.recounts.models import mark_incidents_of, mark_place_days

DEPTH = 12  # levels above a place; more is a loop
LONGEST_KEY = 200


class Unique(models.UniqueConstraint):
    """A unique constraint that `Place.clean` has checked already, naming the field."""

    def validate(self, *args, **kwargs):
        """Skip validation; see `Place.clean`."""

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs


def place_changed(before, after, place):
    """Have series that count by places counted again, and spread a new country."""
    mark_place_days(before, after, place)
    spread_country(before, after, place)


LOCATED_BY = ("parent", "iso_alpha2", "merged_into")
"""The fields of a place that decide its country."""


def spread_country(before, after, place):
    """Copy a place's new country to the places below it and to rows of incidents."""
    if before and after and all(before[name] == after[name] for name in LOCATED_BY):
        return
    _move_further_places(place)
    for part in Place.objects.filter(parent=place, iso_alpha2=None):
        if part.country == place.country:
            continue
        follow_country(Place.objects.filter(pk=part.pk), place)
        part.country = place.country
        spread_country(before, after, part)


def _move_further_places(place):
    """Set the country of incidents' further places, and have their days counted again."""
    moved = place.further_incidents.exclude(country=place.country)
    mark_incidents_of(moved)
    follow_country(moved, place)


def follow_country(rows, place):
    """Set the country of rows to that of a place, with a new version as for any change."""
    rows.update(country=place.country, version=F("version") + 1, updated=timezone.now())


@curated(
    key="place",
    title="name",
    members_only=("lat", "lon", "uncertainty_m"),
    on_change=one_by_one(place_changed),
    called_for_new=False,
    fields=(
        "name",
        "kind",
        "parent",
        "names",
        "iso_alpha2",
        "iso_3166_2",
        "un_m49",
        "geonames_id",
        "wikidata",
        "gazetteer",
        "geometry",
        "lat",
        "lon",
        "uncertainty_m",
        "disputed",
        "disputed_note",
        "public_precision",
        "borders",
    ),
)
class Place(RegisterRecord):
    """A place of any size, from a venue to a continent.

    `names` are its other names: [{"name", "language", "script", "kind"}]. `borders` are the
    countries (alpha-2 codes) that a line or region touches without being in one of them. `lat`,
    `lon` are WGS 84 decimal degrees, `uncertainty_m` the radius in metres within which the position
    is known; `public_precision` says how exactly people outside the project see it
    (coordinate_redaction.py). `country` follows from the parent; the hierarchy asserts no
    sovereignty, and `disputed` marks where that is disputed. `gazetteer` names the source of the
    codes, with its version.
    """

    derived = ("search_text", "country", "name_key")
    apart_reads = ("parent",)
    """The relations that `apart` reads."""
    is_alone = False
    """Set by code that has already checked for places of the same name, to skip that check."""

    passage_fields = {
        "name": _("Name"),
        "kind": _("Kind"),
        "parent": _("Lies in"),
        "lat": _("Position"),
        "borders": _("Borders"),
        "disputed": _("Disputed"),
    }

    name = models.CharField(_("name"), max_length=200)
    kind = term_column(vocabularies.PLACE_KINDS, _("kind"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("in")
    )
    names = models.JSONField(_("other names"), default=list, blank=True)
    names.in_words = lambda names: ", ".join(each["name"] for each in names)
    iso_alpha2 = CheckedColumn(
        _("ISO alpha-2"), max_length=2, null=True, blank=True, validators=[is_country]
    )
    iso_alpha3 = models.CharField(max_length=3, null=True, blank=True, editable=False)
    iso_numeric = models.CharField(max_length=3, null=True, blank=True, editable=False)
    iso_3166_2 = CheckedColumn(
        _("ISO 3166-2"), max_length=6, null=True, blank=True, validators=[is_division]
    )
    un_m49 = CheckedColumn(_("UN M49"), max_length=3, null=True, blank=True, validators=[is_m49])
    geonames_id = whole_number(_("GeoNames id"), most=2_000_000_000)
    wikidata = models.CharField(
        _("Wikidata"),
        max_length=20,
        null=True,
        blank=True,
        validators=[RegexValidator(r"\AQ[1-9][0-9]*\Z", _("Write Q and a number: Q889."))],
    )
    gazetteer = models.CharField(
        _("codes looked up in"),
        max_length=100,
        null=True,
        blank=True,
        help_text=_("Name and version: GeoNames 2026-11."),
    )
    country = models.CharField(
        _("country"), max_length=2, null=True, blank=True, editable=False, db_index=True
    )
    geometry = term_column(vocabularies.GEOMETRIES, _("shape"))
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    uncertainty_m = whole_number(_("known within (m)"), most=20_100_000)
    borders = models.JSONField(_("borders"), default=list, blank=True)
    borders.in_words = lambda codes: ", ".join(map(countries.name_of, codes))
    disputed = models.BooleanField(_("disputed"), default=False)
    disputed_note = models.TextField(_("who disputes what"), null=True, blank=True)
    public_precision = term_column(vocabularies.PUBLIC_PRECISIONS, _("shown to the public"))
    name_key = models.CharField(max_length=LONGEST_KEY, null=True, blank=True, editable=False)

    class Meta(RegisterRecord.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            *RegisterRecord.Meta.constraints,
            known_term("kind", vocabularies.PLACE_KINDS, "place_kind_is_known"),
            known_term("geometry", vocabularies.GEOMETRIES, "place_geometry_is_known"),
            known_term(
                "public_precision",
                vocabularies.PUBLIC_PRECISIONS,
                "place_public_precision_is_known",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(
                    lat__isnull=False,
                    lon__isnull=False,
                    lat__range=(-90, 90),
                    lon__range=(-180, 180),
                ),
                name="place_has_both_coordinates_on_the_globe_or_none",
                violation_error_message=_(
                    "Give both a latitude (-90 to 90) and a longitude (-180 to 180), or neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="place_does_not_lie_in_itself",
            ),
            Backstop(
                condition=Q(disputed=True) | Q(disputed_note__isnull=True),
                name="place_with_a_note_on_a_dispute_is_disputed",
            ),
            models.UniqueConstraint(
                fields=["iso_alpha2"],
                condition=Q(project__isnull=True),
                name="a_country_is_shared_once",
            ),
            Unique(
                fields=["iso_3166_2"],
                condition=Q(project__isnull=True),
                name="a_division_is_shared_once",
            ),
            Unique(
                fields=["un_m49"],
                condition=Q(project__isnull=True),
                name="a_region_is_shared_once",
            ),
            Unique(
                fields=["project", "geonames_id"],
                condition=~Q(state="withdrawn"),
                name="a_geonames_id_names_one_place_of_a_project",
            ),
            Unique(
                fields=["project", "wikidata"],
                condition=~Q(state="withdrawn"),
                name="a_wikidata_id_names_one_place_of_a_project",
            ),
            Unique(
                fields=["project", "parent", "kind", "name_key"],
                condition=~Q(state="withdrawn"),
                name="a_place_has_a_name_of_its_own_in_what_it_lies_in",
            ),
            Unique(
                fields=["project", "kind", "name_key"],
                condition=~Q(state="withdrawn") & Q(parent__isnull=True),
                name="a_place_in_no_other_has_a_name_of_its_own",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def other_names(self):
        """Its other names in all languages and scripts."""
        names = self.names if isinstance(self.names, list) else []
        found = (each.get("name") for each in names if isinstance(each, dict))
        return [name for name in found if isinstance(name, str)]

    @property
    def apart(self):
        """Words that distinguish it from places of the same name: “town or city · Mali”."""
        found = (
            self.get_kind_display() if self.kind else "",
            self.parent.name if self.parent else "",
            self.iso_3166_2 or "",
            _("disputed") if self.disputed else "",
        )
        return " · ".join(str(each) for each in found if each)

    def clean(self):
        super().clean()
        rules.check_place(self)

    def position_for(self, user):
        """The coordinate_redaction.Position that this user may see."""
        return self.redacted_position(coordinate_redactor(user))

    def redacted_position(self, redact):
        """The same by a function from `coordinate_redactor`, for many places."""
        position = Position(self.lat, self.lon, self.uncertainty_m)
        return redact(self.project_id, self.kind, self.public_precision, position)

    def doubts_for(self, user):
        """Warnings about this place (incidents.places.models.doubts)."""
        return position_warnings(self, self.position_for(user))

    def derive(self):
        super().derive()
        codes = (self.iso_alpha3, self.iso_3166_2)
        texts = [text for text in (self.name, *codes) if isinstance(text, str)]
        self.search_text = fold(*texts, *self.other_names)
        self.name_key = fold(self.name or "")[:LONGEST_KEY] or None
        self.country = self.iso_alpha2 or (self.parent.country if self.parent else None)
