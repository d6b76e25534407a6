"""Places, from a venue to a continent; countries are shared by all projects."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.models.facts import Fact, country, fold, known, term, whole_number

DEPTH = 12  # levels above a place; more is a loop


def spread_country(before, after, place):
    """Let the places below follow when a place moves to another country."""
    for part in Place.objects.filter(parent=place, iso_alpha2=None):
        if part.country == place.country:
            continue
        Place.objects.filter(pk=part.pk).update(country=place.country)
        part.country = place.country
        spread_country(before, after, part)


@curated(
    key="place",
    title="name",
    on_change=spread_country,
    fields=("name", "kind", "parent", "names", "iso_alpha2", "lat", "lon", "uncertainty_m"),
)
class Place(Fact):
    """Somewhere. `names` are its other names: [{"name", "language", "kind"}].

    `lat`, `lon` are WGS 84 decimal degrees, `uncertainty_m` the radius in metres within which the
    place is known. `country` follows from the place above it; hierarchy asserts no sovereignty.
    """

    derived = ("search_text", "country")
    passage_fields = {
        "name": _("Name"), "kind": _("Kind"), "parent": _("Lies in"), "lat": _("Position"),
    }  # fmt: skip

    name = models.CharField(_("name"), max_length=200)
    kind = term(vocabularies.PLACE_KINDS, _("kind"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("in")
    )
    names = models.JSONField(_("other names"), default=list, blank=True)
    iso_alpha2 = country(_("ISO alpha-2"))
    iso_alpha3 = models.CharField(max_length=3, null=True, blank=True, editable=False)
    iso_numeric = models.CharField(max_length=3, null=True, blank=True, editable=False)
    country = models.CharField(
        _("country"), max_length=2, null=True, blank=True, editable=False, db_index=True
    )
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    uncertainty_m = whole_number(_("known within (m)"), most=20_100_000)

    class Meta(Fact.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            *Fact.Meta.constraints,
            known("kind", vocabularies.PLACE_KINDS, "place_kind_is_known"),
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
            models.UniqueConstraint(
                fields=["iso_alpha2"],
                condition=Q(project__isnull=True),
                name="a_country_is_shared_once",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self._check_names()
        above, levels = self.parent, 0
        while above is not None:
            levels += 1
            if above.pk == self.pk or levels > DEPTH:
                raise ValidationError({"parent": _("A place cannot lie in itself.")})
            above = above.parent

    def _check_names(self):
        good = isinstance(self.names, list) and all(
            isinstance(each, dict) and isinstance(each.get("name"), str) and each["name"].strip()
            for each in self.names
        )
        if not good:
            raise ValidationError({"names": _("Write a list of {“name”: …, “language”: …}.")})

    def derive(self):
        super().derive()
        names = self.names if isinstance(self.names, list) else []
        others = [each.get("name") for each in names if isinstance(each, dict)]
        texts = [text for text in (self.name, self.iso_alpha3, *others) if isinstance(text, str)]
        self.search_text = fold(*texts)
        self.country = self.iso_alpha2 or (self.parent.country if self.parent else None)
