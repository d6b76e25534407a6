"""The position of an incident itself, besides that of its place."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.places.coordinate_redaction import (
    NOWHERE,
    PlaceRule,
    Position,
    coordinate_redactor,
    incident_position,
)
from incidents.records.models import known_term, term_column, whole_number


class Located(models.Model):
    """A position and a precision of the record's own.

    `lat`, `lon` are WGS 84 decimal degrees, `uncertainty_m` a radius in metres. They are null where
    the position of the place applies: one equal to the place's is not stored twice.
    `place_precision` says how exactly the place of this record is known, as coded by its source.
    """

    place_precision = term_column(vocabularies.PLACE_PRECISIONS, _("place known to"))
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    uncertainty_m = whole_number(_("position known within (m)"), most=20_100_000)

    class Meta:
        abstract = True

    @property
    def own_position(self):
        """The coordinate_redaction.Position of the record itself."""
        return Position(self.lat, self.lon, self.uncertainty_m)

    def derive(self):
        """Clear a position that equals that of the place."""
        super().derive()
        place = self.place
        if place is None or place.lat is None:
            return
        if (self.lat, self.lon) == (place.lat, place.lon):
            self.lat = self.lon = None
        if self.lat is None and self.uncertainty_m == place.uncertainty_m:
            self.uncertainty_m = None

    def position_for(self, user):
        """The coordinate_redaction.Position that this user may see."""
        return self.redacted_position(coordinate_redactor(user))

    def redacted_position(self, redact):
        """The same by a function from `coordinate_redactor`, for many records."""
        place = self.place
        rule = PlaceRule(None, None, None, NOWHERE)
        if place is not None:
            held = Position(place.lat, place.lon, place.uncertainty_m)
            rule = PlaceRule(place.project_id, place.kind, place.public_precision, held)
        return incident_position(redact, self.project_id, self.own_position, rule)


def located_constraints(noun):
    """The database constraints of a Located model."""
    both = Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180))
    return [
        known_term(
            "place_precision", vocabularies.PLACE_PRECISIONS, f"{noun}_place_precision_is_known"
        ),
        models.CheckConstraint(
            condition=Q(lat__isnull=True, lon__isnull=True) | both,
            name=f"{noun}_has_both_coordinates_on_the_globe_or_none",
            violation_error_message=_(
                "Give both a latitude (-90 to 90) and a longitude (-180 to 180), or neither."
            ),
        ),
    ]
