"""The rows of the section "Fields" on the page of an actor."""

from incidents.countries import countries
from incidents.records.queries.field_rows import FieldRow, date_row, term_row


def actor_field_rows(actor, _user):
    """Yield the rows in the order of the page."""
    yield term_row(actor, "kind")
    yield FieldRow("country", "", countries.name_of(actor.country), code=actor.country or "")
    if actor.kind == "individual":
        yield term_row(actor, "person_sensitivity")
    for name in ("active", "founded", "ended"):
        yield date_row(actor, name)
    yield FieldRow("aliases", "", ", ".join(actor.other_names), rows="names-head")
    yield FieldRow(
        "kinds", "", "; ".join(str(row) for row in actor.kind_periods.all()), rows="kinds-head"
    )
    yield FieldRow(
        "sizes", "", "; ".join(str(row) for row in actor.size_estimates.all()), rows="sizes-head"
    )
    yield term_row(actor, "membership_origins")
