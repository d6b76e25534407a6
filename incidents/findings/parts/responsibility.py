"""Who is held responsible for incidents, as conditions of the database.

The parts are those of `RESPONSIBILITY_PARTS`; an incident is in the first that applies. They follow
`incidents.responsibility.responsibility_level`, with what the ladder there calls "none" divided by
who takes part. Only statements, allegations and participations count that everybody sees who sees
the series. Those of records merged into an incident count as its own, and merged actors as one.
"""

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from incidents.allegations.models import Allegation, AllegationSubject, Claimant, Verdict
from incidents.events.models.membership import suspected_part
from incidents.events.models.participations import Participation
from incidents.findings.methods.member_shares import RESPONSIBILITY_PARTS
from incidents.responsibility.models.responsibility import ResponsibilityStatement
from incidents.responsibility.queries import CHARGES, PERPETRATORS
from incidents.responsibility.responsibility_level import BLAMES, CLAIMS, OFFICIAL
from incidents.series.queries.population import Population

DOUBTED = ("disputed", "fake")
"""What is said of the authenticity of claims that are disputed."""

VOICES = ((Claimant, "actor"), (AllegationSubject, "actor"), (Verdict, "reviewer"))
"""Rows that are shown with an allegation, and the actor that each names."""


class ResponsibilityRows:
    """The rows of a series' project that say who is responsible, each with its `owner`.

    `owner` is the id of the incident that a row counts for, `who` and `named` are canonical actors.
    """

    def __init__(self, population: Population):
        self.reader, self.project = population.reader, population.series.project_id
        self.statements = self._of_incidents(ResponsibilityStatement).filter(
            self.reader.actors("speaker__"), self._is_shown("about")
        ).annotate(
            who=_canonical("speaker"), named=_canonical("about"),
            held=Coalesce(_canonical("about"), _canonical("speaker")),
        )  # fmt: skip
        parts = self._of_incidents(Participation).filter(
            self.reader.actors("actor__"), role__in=PERPETRATORS
        )
        self.perpetrators = parts.annotate(held=_canonical("actor"))
        self.claims = self._claims()

    def _of_incidents(self, model):
        rows = model.objects.order_by().filter(
            Q(incident__merged_into=None) | self.reader.incidents("incident__"),
            incident__project=self.project,
        )
        return rows.annotate(owner=_canonical("incident"))

    def _is_shown(self, path):
        return Q(**{f"{path}__isnull": True}) | self.reader.actors(f"{path}__")

    def _claims(self):
        """The claims that their speaker has not retracted."""
        retractions = self.statements.filter(kind="retracts", who=OuterRef("who"))
        return self.statements.filter(~_of_same_incident(retractions), kind__in=CLAIMS)

    @property
    def accusations(self):
        """The published allegations that say that somebody is behind an incident."""
        rows = self._of_incidents(Allegation).filter(
            self.reader.actors("subject__"),
            self._is_shown("target"),
            kind__in=CHARGES,
            state="published",
            merged_into=None,
        )
        for model, name in VOICES:
            named = model.objects.filter(allegation=OuterRef("pk"), **{f"{name}__isnull": False})
            rows = rows.exclude(Exists(named.exclude(self.reader.actors(f"{name}__"))))
        return rows.annotate(named=_canonical("subject"))

    def competing_claims(self):
        """Claims of an incident that others claim as well, for another actor."""
        others = self.claims.exclude(held=OuterRef("held"))
        return self.claims.filter(_of_same_incident(others))

    def contested_by(self, blaming):
        """Those of the rows that name an actor who neither is recorded nor claims it."""
        recorded = self.perpetrators.filter(held=OuterRef("named"))
        claimed = self.claims.filter(held=OuterRef("named"))
        rows = blaming.filter(named__isnull=False)
        return rows.filter(~_of_same_incident(recorded), ~_of_same_incident(claimed))


def _canonical(path):
    return Coalesce(f"{path}__merged_into", path)


def _of_same_incident(rows):
    """Whether there are such rows of the incident that an outer row counts for.

    Two subqueries, each answered by an index; one joined by OR would use none.
    """
    own, merged = Q(incident=OuterRef("owner")), Q(incident__merged_into=OuterRef("owner"))
    return Exists(rows.filter(own)) | Exists(rows.filter(merged))


def _having(rows) -> Q:
    """The condition on incidents that they have one of these rows."""
    return Q(pk__in=rows.values("owner"))


def denied_by_somebody(population: Population) -> Q:
    """The condition that somebody denies having done it."""
    return _having(ResponsibilityRows(population).statements.filter(kind="denies"))


def part_conditions(population: Population) -> dict[str, Q]:
    """{part: condition}, in their order: an incident is in the first whose condition holds."""
    rows = ResponsibilityRows(population)
    statements, accusations = rows.statements, rows.accusations
    blaming = statements.filter(kind__in=BLAMES)
    is_denied = _having(statements.filter(kind="denies"))
    is_claimed = _having(rows.claims)
    is_disputed = (
        is_denied
        | _having(rows.competing_claims())
        | _having(rows.claims.filter(authenticity__in=DOUBTED))
        | _having(rows.contested_by(blaming))
        | _having(rows.contested_by(accusations))
    )
    suspected = rows.perpetrators.filter(suspected_part())
    return {
        "claimed_disputed": is_claimed & is_disputed,
        "claimed_undisputed": is_claimed,
        "heralded_only": _having(statements.filter(kind="heralds")),
        "attributed_official": _having(blaming.filter(speaker__kind__in=OFFICIAL)),
        "attributed_analyst": _having(blaming),
        "recorded_only": _having(rows.perpetrators.filter(~suspected_part())),
        "suspected_only": _having(suspected) | _having(accusations),
        "denied_only": is_denied,
    }


def with_parts(rows, population: Population):
    """The incidents with their part as `responsibility_part`."""
    cases = [When(each, then=Value(part)) for part, each in part_conditions(population).items()]
    part = Case(*cases, default=Value("nobody_named"), output_field=CharField())
    return rows.annotate(responsibility_part=part)


def count_parts(rows, population: Population) -> dict[str, int]:
    """{part: number of incidents}, in one query."""
    parts = with_parts(rows, population).order_by().values(part=F("responsibility_part"))
    found = {each["part"]: each["n"] for each in parts.annotate(n=Count("pk", distinct=True))}
    return {part: found.get(part, 0) for part in RESPONSIBILITY_PARTS}
