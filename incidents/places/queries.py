"""Places in words: the rows of a place's page, and the place and position of an incident."""

from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.countries import countries
from incidents.records.queries.field_rows import FieldRow, term_row


def radius_words(position):
    """“within 25 km”, from a coordinate_redaction.Position; empty without a radius."""
    return _("within %g km") % (position.uncertainty_m / 1000) if position.uncertainty_m else ""


def position_phrases(incident, user):
    """Words on the incident's own precision and position, as the user may see them."""
    position, words = incident.position_for(user), []
    if incident.place_precision:
        words.append(_("known to: %s") % incident.get_place_precision_display())
    if incident.lat is not None and position.lat is not None:
        words.append(_("its own position: %s") % f"{position.lat:.4f}, {position.lon:.4f}")
    elif incident.lat is not None:
        words.append(_("its own position is shown only to members of the project"))
    if incident.lat is not None or incident.uncertainty_m is not None:
        words.append(radius_words(position))
    return [each for each in words if each]


def place_field_rows(place, user):
    """Yield the rows of the section "Fields" on the page of a place."""
    yield term_row(place, "kind")
    yield place_row(place.parent, user, "parent")
    if place.borders or place.kind == "line_feature":
        yield FieldRow("borders", "", ", ".join(map(countries.name_of, place.borders)))
    position = place.position_for(user)
    words = "" if position.lat is None else f"{position.lat:.4f}, {position.lon:.4f}"
    if place.lat is not None and not words:
        words = _("shown only to members of the project")
    yield FieldRow("lat", "", words, radius_words(position))
    if place.disputed:
        yield FieldRow("disputed", "", place.disputed_note or _("yes"))


def place_row(place, user, name="place"):
    """The row of a field that refers to a place, with its kind and what it lies in."""
    if place is None:
        return FieldRow(name, _("Place"))
    within = [place.get_kind_display(), place.parent.name if place.parent else ""]
    within.append(radius_words(place.position_for(user)))
    if place.disputed:
        within.append(_("disputed"))
    words = " · ".join(str(each) for each in within if each)
    return FieldRow(name, _("Place"), place.name, words, url=reverse("place", args=[place.pk]))
