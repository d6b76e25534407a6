"""Pure: how exactly a reader sees positions; pages, API and exports all use this rule.

Members of a place's project see the recorded position, and everybody sees that of shared places.
For others the place's `public_precision` decides: the recorded position, one rounded to a tenth of
a degree, or none. Where none is chosen, towns and larger places are shown as recorded; a venue, a
neighbourhood, or a place of unspecified kind is rounded, since it may be a school, a clinic, a
place of worship or a refuge.
"""

from typing import NamedTuple

DIGITS = 1
ROUNDED_M = 8_000
"""The most that rounding moves: half the diagonal of a tenth of a degree, 7.9 km at the equator."""

COARSE_KINDS = frozenset({"venue", "neighbourhood", "unspecified", None})


class Position(NamedTuple):
    """WGS 84 decimal degrees, and the radius in metres; all None where nothing is shown."""

    lat: float | None
    lon: float | None
    uncertainty_m: int | None


NOWHERE = Position(None, None, None)


def precision_of(kind, public_precision):
    """The public precision of a place: exact, coarse or country_only."""
    return public_precision or ("coarse" if kind in COARSE_KINDS else "exact")


def public_position(position, kind, public_precision):
    """The Position that people outside the project see."""
    match precision_of(kind, public_precision):
        case "country_only":
            return NOWHERE
        case "coarse" if position.lat is not None:
            within = max(position.uncertainty_m or 0, ROUNDED_M)
            return Position(round(position.lat, DIGITS), round(position.lon, DIGITS), within)
    return position


class PlaceRule(NamedTuple):
    """The values of a place that decide how an incident's position is shown.

    They are its project, its kind, its public precision and its position.
    """

    owner: object
    kind: str | None
    public_precision: str | None
    position: Position


def incident_position(redact, owner, own, place):
    """The Position of an incident of the project `owner`, as a reader may see it.

    `redact` is the reader's function from `coordinate_redactor`; `own` is the incident's Position,
    which may be empty or a radius alone; `place` is a PlaceRule. People outside the project see an
    incident's own position rounded to a tenth of a degree, unless the place's public precision is
    exact: it may be a house in a town.
    """
    if own.lat is not None:
        return redact(owner, None, place.public_precision, own)
    position = place.position
    if position.lat is not None and own.uncertainty_m is not None:
        position = position._replace(uncertainty_m=own.uncertainty_m)
    return redact(place.owner, place.kind, place.public_precision, position)


def coordinate_redactor(user):
    """Return `redact(project_id, kind, public_precision, position)`, which redacts for one reader.

    `user` is any object with `is_superuser`, `is_authenticated` and `roles()`; None is anonymous.
    """
    if user is not None and user.is_superuser:
        return lambda _project, _kind, _precision, position: position
    known = user is not None and user.is_authenticated and user.is_active
    inside = {None, *(user.roles() if known else ())}

    def redact(project_id, kind, public_precision, position):
        if project_id in inside:
            return position
        return public_position(position, kind, public_precision)

    return redact


def redactor_of(context):
    """The coordinate redactor for the user of a request, made once per request;
    `context` is that of a serializer."""
    if "coordinate_redactor_of_request" not in context:
        request = context.get("request")
        context["coordinate_redactor_of_request"] = coordinate_redactor(request and request.user)
    return context["coordinate_redactor_of_request"]
