"""What the register knows of texts: their dates, from which relative ones count."""

from ctplatform.curation.registry import evidence_kinds
from incidents.models.facts import text_date


def date_of_passages(user, *, ids=(), record=None):
    """The date (EDTF) of the text in which passages stand; "" where none or several differ.

    They are those of the ids, or those that speak of the record: of its date, where any does. What
    the user may not see counts as absent, as does a date from which nothing can be counted.
    """
    if ids or record is None:
        return _single(user, ids=ids)
    return _single(user, record=record, field="date") or _single(user, record=record)


def _single(user, **which):
    found = {each for kind in evidence_kinds() for each in kind.dates(user, **which)}
    found = {each for each in found if text_date(each)}
    return found.pop() if len(found) == 1 else ""
