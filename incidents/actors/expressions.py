"""Expressions for export columns: names of actors, and relations in words."""

from django.db.models import Case, CharField, F, Q, Value, When

from incidents.vocabularies import PROTECTED_SENSITIVITIES, RELATION_DENIALS, RELATION_KINDS


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
SAID_BY = Case(
    When(claimant__isnull=True, then=F("claimant_words")),
    default=name_of("claimant"),
    output_field=CharField(),
)
