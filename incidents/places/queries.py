"""The place of an incident in words: its precision and its own position."""

from django.utils.translation import gettext as _


def radius_words(told):
    """“within 25 km”, from a coordinate_redaction.Position; empty without a radius."""
    return _("within %g km") % (told.uncertainty_m / 1000) if told.uncertainty_m else ""


def own_words(incident, user):
    """Words on the incident's own precision and position, as the user may see them."""
    told, words = incident.position_for(user), []
    if incident.place_precision:
        words.append(_("known to: %s") % incident.get_place_precision_display())
    if incident.lat is not None and told.lat is not None:
        words.append(_("its own position: %s") % f"{told.lat:.4f}, {told.lon:.4f}")
    elif incident.lat is not None:
        words.append(_("its own position is shown only to members of the project"))
    if incident.lat is not None or incident.uncertainty_m is not None:
        words.append(radius_words(told))
    return [each for each in words if each]
