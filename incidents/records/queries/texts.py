"""The dates of texts, which relative dates count from."""

from ctplatform.curation.registry import evidence_kinds
from incidents.records.models import text_date


def date_of_passages(user, *, ids=(), record=None):
    """The date (EDTF) of the text that contains some passages; "" if none or several differ.

    The passages are those with the ids, or those linked to the record: preferably to its date.
    Passages that the user may not see are ignored, and so are dates that nothing can count from.
    """
    which = {"ids": ids} if ids or record is None else {"record": record}
    said = [each for kind in evidence_kinds() for each in kind.dates(user, **which)]
    return _only_text(date for field, date in said if field == "date") or _only_text(
        date for _field, date in said
    )


def _only_text(found):
    known = {date for date in found if text_date(date)}
    return known.pop() if len(known) == 1 else ""
