"""Whether incidents are claimed, from the statements of responsibility that a reader sees.

“yes”: there is a claim that its speaker has not retracted (as in `responsibility_level`). “no”:
there are statements, but no such claim. None: there are no statements, so there is no answer.
Statements on records merged into an incident count as its own.
"""

from collections import defaultdict

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from ctplatform.access.export_rights import passed_on
from ctplatform.access.visibility import visible_condition, visible_reference
from incidents.actors.models.actors import Actor
from incidents.responsibility.models.responsibility import ResponsibilityStatement
from incidents.responsibility.responsibility_level import CLAIMS


def claimed_filter(user, answer) -> Q:
    """The condition on incidents that the answer is “yes” or “no” for this user."""
    rows = _visible_statements(user)
    claimed = _with_rows(_standing_claims(rows))
    return claimed if answer == "yes" else _with_rows(rows) & ~claimed


def claimed_expression(reader):
    """The answer as a column of an export, from what this reader may export; None is anonymous."""
    reader = reader or AnonymousUser()
    rows = [passed_on(each, reader) for each in _visible_statements(reader)]
    return Case(
        When(_with_rows(_standing_claims(rows)), then=Value("yes")),
        When(_with_rows(rows), then=Value("no")),
        default=Value(None),
        output_field=CharField(),
    )


def claimed_among(canonical, user) -> dict:
    """{incident id: “yes” or “no”}, without incidents that have no statement, in one query.

    `canonical` is {incident id: id of the incident it counts for}, of `canonical_ids`.
    """
    named = Q(about__isnull=True) | Q(visible_reference(Actor, user, "about"))
    rows = ResponsibilityStatement.objects.filter(
        visible_reference(Actor, user, "speaker"), named, incident__in=list(canonical)
    )
    kinds = defaultdict(lambda: defaultdict(set))
    for record, speaker, kind in rows.order_by().values_list("incident", "speaker", "kind"):
        kinds[canonical[record]][speaker].add(kind)
    return {
        record: "yes" if any(map(_is_claim, by_speaker.values())) else "no"
        for record, by_speaker in kinds.items()
    }


def _is_claim(kinds):
    """Whether one speaker's kinds of statements include a claim and no retraction."""
    return bool(kinds & CLAIMS) and "retracts" not in kinds


def _visible_statements(user):
    """(statements on incidents themselves, those on records merged into others) that are visible.

    Of the first only the actors are checked: the user is known to see the incident.
    """
    rows = ResponsibilityStatement.objects.order_by()
    named = Q(about__isnull=True) | Q(visible_reference(Actor, user, "about"))
    if user.is_superuser:
        named = Q()
    own = rows.filter(visible_condition(Actor, user, "speaker__"), named)
    return own, rows.visible_to(user).filter(incident__merged_into__isnull=False)


def _with_rows(rows) -> Q:
    """The condition on incidents that they have one of these statements."""
    own, merged = rows
    return Q(pk__in=own.values("incident")) | Q(pk__in=merged.values("incident__merged_into"))


def _standing_claims(rows):
    """The claims among the statements that their speaker has not retracted.

    A retraction may be on the incident or on a record merged into it.
    """
    own, merged = rows
    found = []
    for some, path in ((own, "incident"), (merged, "incident__merged_into")):
        same = {"kind": "retracts", "who": OuterRef("speaker")}
        merged_too = {"incident__merged_into": OuterRef(path), **same}
        retracted = Exists(_by_speaker(own).filter(incident=OuterRef(path), **same))
        retracted |= Exists(_by_speaker(merged).filter(**merged_too))
        found.append(some.filter(~retracted, kind__in=CLAIMS))
    return found


def _by_speaker(rows):
    """The statements with their speaker as an expression.

    This keeps the database from using the index of speakers, who may have thousands of statements,
    instead of that of incidents.
    """
    return rows.annotate(who=Coalesce("speaker", "speaker"))
