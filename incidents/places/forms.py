"""The form of a place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.countries.country_fields import CountriesField
from incidents.places.models.places import Place
from incidents.records.forms.base import RecordForm

KEYS = ("name", "language", "script", "kind")


class NamesField(forms.CharField):
    """Other names, one a line, with language, script and kind: `کابل

    fa
    Arab
    official`.
    """

    def __init__(self, **options):
        options.setdefault("widget", forms.Textarea(attrs={"dir": "auto"}))
        super().__init__(required=False, **options)

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        rows = ([str(each.get(key) or "") for key in KEYS] for each in value)
        return "\n".join(" | ".join(row).rstrip(" |") for row in rows)

    def to_python(self, value):
        lines = (line.split("|") for line in super().to_python(value).splitlines() if line.strip())
        return [
            {key: part.strip() for key, part in zip(KEYS, line, strict=False) if part.strip()}
            for line in lines
        ]

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])


class PlaceForm(RecordForm):
    names = NamesField(
        label=_("Other names, one a line"),
        help_text=_(
            "A name alone, or name | language | script | kind: کابل | fa | Arab | official. Kinds: "
            "official, common, former, endonym, misspelling."
        ),
    )

    borders = CountriesField(
        label=_("Borders"),
        empty=[],
        help_text=_("The countries between which a line runs, with semicolons between."),
    )

    class Meta:
        model = Place
        fields = [
            "name",
            "kind",
            "parent",
            "borders",
            "names",
            "geometry",
            "lat",
            "lon",
            "uncertainty_m",
            "public_precision",
            "disputed",
            "disputed_note",
            "iso_alpha2",
            "iso_3166_2",
            "un_m49",
            "geonames_id",
            "wikidata",
            "gazetteer",
        ]
        help_texts = {
            "parent": _("The country follows from it. Hierarchy asserts no sovereignty."),
            "uncertainty_m": _("Radius in metres, such as 25000."),
            "public_precision": _(
                "For people outside the project. Empty: venues and neighbourhoods to a tenth of a "
                "degree, towns and what is larger as recorded."
            ),
            "disputed_note": _("Who claims what, in neutral words."),
            "iso_3166_2": _("Such as AF-KAB."),
            "un_m49": _("Of a region, such as 034."),
            "wikidata": _("Such as Q5838."),
        }

    def doubts(self, user):
        """Warnings about the place as just written."""
        self.instance.derive()
        return self.instance.doubts_for(user)
