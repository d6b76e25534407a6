"""Expressions for export columns from related rows, for both databases."""

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, NullIf

from ctplatform.access.export_rights import passed_on
from incidents.actors.models.actors import Actor
from incidents.allegations.models import AllegationSubject, Claimant, Verdict
from incidents.events import chain_order
from incidents.events.models.incidents import Incident
from incidents.events.models.participations import Participation
from incidents.vocabularies import PROTECTED_SENSITIVITIES, RELATION_DENIALS, RELATION_KINDS


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
    """Join texts of several rows; Joined(words, column) orders them by the column.

    SQLite supports such an order only since 3.44; here it joins them in the order of its rows.
    """

    template = "STRING_AGG(%(expressions)s)"
    separator = "'; '"
    output_field = CharField()

    @property
    def arg_joiner(self):
        return f", {self.separator} ORDER BY "

    def as_sqlite(self, compiler, connection, **context):
        words = self.copy()
        words.set_source_expressions([self.get_source_expressions()[0], None])
        template = f"GROUP_CONCAT(%(expressions)s, {self.separator})"
        return words.as_sql(compiler, connection, template=template, **context)


class Listed(Joined):
    """As Joined, separated by newlines, for texts that may contain any other separator."""

    separator = "'\n'"


LAG_DAYS = Case(
    When(
        kind__in=sorted(chain_order.LATER_FIRST),
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


def joined_rows_text(model, words):
    """The texts of an allegation's child rows of a model, joined; null if it has none."""
    rows = model.objects.filter(allegation=OuterRef("pk")).order_by().values("allegation")
    return Subquery(rows.annotate(words=Joined(words, "id")).values("words"))


def first_nonempty(*expressions):
    """The first expression that is not empty, else “?”."""
    return Coalesce(*(NullIf(each, Value("")) for each in expressions), Value("?"))


def name_of(path):
    """An actor's name, or “a person” for people whose name is not exported."""
    protected = When(
        **{f"{path}__person_sensitivity__in": PROTECTED_SENSITIVITIES}, then=Value("a person")
    )
    return Case(protected, default=F(f"{path}__name"))


def label_of(vocabulary):
    """The label of a relation's kind."""
    words = (When(kind=kind, then=Value(label)) for kind, label in vocabulary.items())
    return Case(*words, output_field=CharField())


RELATION_LABEL = Case(
    When(polarity="denies", then=label_of(RELATION_DENIALS)), default=label_of(RELATION_KINDS)
)
"""What a relation states, as in `ActorRelation.label`."""
IS_NEGATIVE = Case(
    When(Q(polarity="denies") ^ Q(kind="unrelated_to"), then=Value(True)), default=Value(False)
)


def actors_of_incidents(reader):
    """Expressions for the participants of an incident: its own, and those of merged records.

    Each is “name: role, certainty; ...”, with only the actors that the reader may export.
    """
    known = passed_on(Actor.objects.visible_to(reader), reader).values("pk")
    words = Concat(
        name_of("actor"),
        Value(": "),
        F("role"),
        Case(
            When(certainty__isnull=False, then=Concat(Value(", "), F("certainty"))),
            default=Value(""),
        ),
        output_field=CharField(),
    )
    merged = Incident.objects.visible_to(reader).filter(merged_into__isnull=False)
    merged = passed_on(merged, reader).values("pk")
    rows = Participation.objects.filter(actor__in=known).order_by()
    found = (
        (rows.filter(incident=OuterRef("pk")), "incident"),
        (
            rows.filter(incident__merged_into=OuterRef("pk"), incident__in=merged),
            "incident__merged_into",
        ),
    )
    return [
        Subquery(part.values(by).annotate(words=Joined(words, "id")).values("words"))
        for part, by in found
    ]


SAID_BY = Case(
    When(claimant__isnull=True, then=F("claimant_words")),
    default=name_of("claimant"),
    output_field=CharField(),
)
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
