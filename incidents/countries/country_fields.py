"""Form fields for countries: the user types names in any language, the value is alpha-2 codes."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ctplatform.web.references import NameInput
from incidents.countries import countries, country_names

SHOWN = 60  # characters of a wrong name that an error message quotes


def country_input(*, several=False):
    return NameInput("/register/find/country/?", several=several)


class CountryField(forms.CharField):
    """One country by its name in any language, or its code; the value is the code, "" for none."""

    def __init__(self, **options):
        # A name is longer than the code that a column holds.
        super().__init__(**options | {"widget": country_input(), "max_length": None})

    def prepare_value(self, value):
        return country_names.label_of(value) if value and countries.is_code(value) else value

    def to_python(self, value):
        text = super().to_python(value)
        return read_country(text) if text else text

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != (initial or self.empty_value)
        except ValidationError:
            return True


class CountriesField(forms.CharField):
    """Several countries by name or code, separated by semicolons; the value is a list of codes.

    Line ends separate them too, and so do commas, unless the text with its commas is one country's
    name. `empty` is the value for no country; `ordered` sorts the codes.
    """

    def __init__(self, *, empty=None, ordered=False, **options):
        options.setdefault("required", False)
        options.setdefault(
            "help_text", gettext_lazy("Names in any language, with semicolons between.")
        )
        super().__init__(widget=country_input(several=True), **options)
        self.empty, self.ordered = empty, ordered

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return "; ".join(map(country_names.label_of, map(str, value)))

    def to_python(self, value):
        if isinstance(value, list):
            return value
        codes = list(dict.fromkeys(map(read_country, _split_names(super().to_python(value)))))
        return (sorted(codes) if self.ordered else codes) or self.empty

    def validate(self, value):
        super().validate(value or "")

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != (initial or self.empty)
        except ValidationError:
            return True


def read_country(text):
    """The code of the country with this name; otherwise ValidationError with similar names."""
    text = " ".join(text.split())
    if code := country_names.country_code_of(text):
        return code
    found = country_names.find_countries(text, 6)
    near = found or country_names.near_countries(text)
    names = "; ".join(label for _code, label, _other in near)
    if found:
        message = _("“%(words)s” is not the whole name of a country. Choose one of: %(names)s.")
    elif near:
        message = _("There is no country “%(words)s”. Similar names: %(names)s.")
    else:
        message = _("There is no country “%(words)s”.")
    raise ValidationError(message % {"words": text[:SHOWN], "names": names}, code="country")


def _split_names(text):
    """The names in a text, stripped."""
    for piece in filter(None, map(str.strip, re.split(r"[;\n؛]", text))):
        if "," in piece and country_names.country_code_of(piece) is None:
            yield from filter(None, map(str.strip, re.split(r"[,،]", piece)))
        else:
            yield piece
