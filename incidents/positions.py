"""Pure: how exactly a reader is told where a place is. The one rule behind every door.

Members of a place's project, and everybody for places that all projects share, are told what is
recorded. Others are told as much as the place's `public_precision` says: the position as recorded,
rounded to a tenth of a degree, or none at all. Where nothing was chosen, towns and what is larger
are told as recorded; a venue, a neighbourhood, or a place of no stated kind is rounded, since it
may be a school, a clinic, a place of worship or a refuge.
"""

from typing import NamedTuple

DIGITS = 1
ROUNDED_M = 8_000
"""Half the diagonal of a tenth of a degree at the equator is 7.9 km: rounding moves no further."""

COARSE_KINDS = frozenset({"venue", "neighbourhood", "unspecified", None})


class Position(NamedTuple):
    """WGS 84 decimal degrees, and the radius in metres; all None where nothing is told."""

    lat: float | None
    lon: float | None
    uncertainty_m: int | None


NOWHERE = Position(None, None, None)


def precision_of(kind, public_precision):
    """What holds for a place: exact, coarse or country_only."""
    return public_precision or ("coarse" if kind in COARSE_KINDS else "exact")


def public(position, kind, public_precision):
    """What people outside the project are told."""
    match precision_of(kind, public_precision):
        case "country_only":
            return NOWHERE
        case "coarse" if position.lat is not None:
            within = max(position.uncertainty_m or 0, ROUNDED_M)
            return Position(round(position.lat, DIGITS), round(position.lon, DIGITS), within)
    return position


def teller(user):
    """Return `tell(project_id, kind, public_precision, position)` for one reader.

    `user` is anybody with `is_superuser`, `is_authenticated` and `roles()`; None is a stranger.
    """
    if user is not None and user.is_superuser:
        return lambda _project, _kind, _precision, position: position
    known = user is not None and user.is_authenticated and user.is_active
    inside = {None, *(user.roles() if known else ())}

    def tell(project_id, kind, public_precision, position):
        if project_id in inside:
            return position
        return public(position, kind, public_precision)

    return tell
