"""What a table shows of other rows, as expressions that both databases compute."""

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, NullIf

from incidents import chains
from incidents.models import Claimant, Verdict
from incidents.vocabularies import PROTECTED_SENSITIVITIES


class DaysBetween(Func):
    """Whole days from the first date to the second."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler,
            connection,
            template="CAST(julianday(%(expressions)s) AS INTEGER)",
            arg_joiner=") - julianday(",
            **context,
        )


class Joined(Aggregate):
    """Texts of several rows in one; Joined(words, column) puts them in the order of the column.

    SQLite knows such an order since 3.44 only; it joins them in the order of its rows.
    """

    template = "STRING_AGG(%(expressions)s)"
    arg_joiner = ", '; ' ORDER BY "
    output_field = CharField()

    def as_sqlite(self, compiler, connection, **context):
        words = self.copy()
        words.set_source_expressions([self.get_source_expressions()[0], None])
        template = "GROUP_CONCAT(%(expressions)s, '; ')"
        return words.as_sql(compiler, connection, template=template, **context)


LAG_DAYS = Case(
    When(
        kind__in=sorted(chains.LATER_FIRST),
        incident__date_precision="day",
        to__date_precision="day",
        then=DaysBetween(F("incident__date_earliest"), F("to__date_earliest")),
    ),
    When(
        incident__date_precision="day",
        to__date_precision="day",
        then=DaysBetween(F("to__date_earliest"), F("incident__date_earliest")),
    ),
    default=None,
    output_field=IntegerField(),
)


def joined(model, words):
    """The words of an allegation's rows of a model, or null where it has none."""
    rows = model.objects.filter(allegation=OuterRef("pk")).order_by().values("allegation")
    return Subquery(rows.annotate(words=Joined(words, "id")).values("words"))


def either(*expressions):
    """The first that is not empty."""
    return Coalesce(*(NullIf(each, Value("")) for each in expressions), Value("?"))


def name_of(path):
    """An actor's name, or “a person” for those whose name stays inside the project."""
    protected = When(
        **{f"{path}__person_sensitivity__in": PROTECTED_SENSITIVITIES}, then=Value("a person")
    )
    return Case(protected, default=F(f"{path}__name"))


SAID_BY = Case(
    When(claimant__isnull=True, then=F("claimant_words")),
    default=name_of("claimant"),
    output_field=CharField(),
)
CLAIMANTS = joined(Claimant, either(name_of("actor"), F("name"), F("country")))
VERDICTS = joined(
    Verdict,
    Concat(
        F("rating"), Value(" ("), either(name_of("reviewer"), F("reviewer_kind")),
        Case(When(scope_note="", then=Value("")), default=Concat(Value(", "), F("scope_note"))),
        Value(")"), output_field=CharField(),
    ),
)  # fmt: skip
