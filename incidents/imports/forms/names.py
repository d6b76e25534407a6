"""Fields of an import that take names, and pickers that look these names up."""

from ctplatform.web.references import NameInput, find_address
from incidents.actors.models.actors import Actor
from incidents.countries import country_names
from incidents.countries.country_fields import country_input
from incidents.places.models.places import Place
from incidents.sources.models import Source

COUNTRIES = ("country", "target_nationalities")
NAMED = {
    "perpetrator": Actor,
    "target": Actor,
    "belligerent": Actor,
    "actor": Actor,
    "place": Place,
    "admin1": Place,
    "admin2": Place,
    "source": Source,
}
"""{field: model whose names it takes}; an unknown name creates a new record."""
SEVERAL = ("target_nationalities", "perpetrator", "target", "belligerent", "actor")


def name_input(field, project):
    """The picker for a field's names; None if the field takes none."""
    several = field in SEVERAL
    if field in COUNTRIES:
        return country_input(several=several)
    if field in NAMED and project is not None:
        return NameInput(find_address(NAMED[field], project=project), several=several)
    return None


def read_names(field, text):
    """The text with countries replaced by their common names, from any language."""
    return country_names.with_common_names(text) if field in COUNTRIES else text
