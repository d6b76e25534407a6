"""What the register knows of texts: their dates, from which relative ones count."""

from ctplatform.curation.registry import evidence_kinds
from incidents.models.facts import text_date


def date_of_passages(user, *, ids=(), record=None):
    """The date (EDTF) of the text in which passages stand; "" where none or several differ.

    They are those of the ids, or those that speak of the record: of its date, where any does. What
    the user may not see counts as absent, as does a date from which nothing can be counted.
    """
    which = {"ids": ids} if ids or record is None else {"record": record}
    said = [each for kind in evidence_kinds() for each in kind.dates(user, **which)]
    return _single(date for field, date in said if field == "date") or _single(
        date for _field, date in said
    )


def _single(found):
    known = {date for date in found if text_date(date)}
    return known.pop() if len(known) == 1 else ""
