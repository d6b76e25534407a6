"""Expressions for export columns from the child rows of an allegation."""

from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf

from ctplatform.database.functions import Joined
from incidents.actors.expressions import name_of
from incidents.allegations.models import AllegationSubject, Claimant, Verdict


def joined_rows_text(model, words):
    """The texts of an allegation's child rows of a model, joined; null if it has none."""
    rows = model.objects.filter(allegation=OuterRef("pk")).order_by().values("allegation")
    return Subquery(rows.annotate(words=Joined(words, "id")).values("words"))


def first_nonempty(*expressions):
    """The first expression that is not empty, else “?”."""
    return Coalesce(*(NullIf(each, Value("")) for each in expressions), Value("?"))


ALSO_ABOUT = joined_rows_text(AllegationSubject, name_of("actor"))
CLAIMANTS = joined_rows_text(Claimant, first_nonempty(name_of("actor"), F("name"), F("country")))
VERDICTS = joined_rows_text(
    Verdict,
    Concat(
        F("rating"),
        Value(" ("),
        first_nonempty(name_of("reviewer"), F("reviewer_kind")),
        Case(When(scope_note="", then=Value("")), default=Concat(Value(", "), F("scope_note"))),
        Value(")"),
        output_field=CharField(),
    ),
)
