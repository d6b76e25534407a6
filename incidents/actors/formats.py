"""The columns of the exports of actors, their names, kinds, sizes and relations."""

from django.db.models import Case, CharField, Value, When

from incidents.actors import expressions
from incidents.exports.columns import DATED, IN_WORDS, column_paths, row_columns
from incidents.vocabularies import SYMMETRIC_RELATIONS

ACTORS = column_paths(
    "name", "aliases", "kind", "person_sensitivity", "description", "country", "active",
    "founded", "ended", "membership_origins", "wikidata", "ucdp_actor_id", "acled_inter", "marking",
    aliases="other_names",
)  # fmt: skip
ALIASES = row_columns(
    "actor", "text", "kind", "language", "script", "ambiguous", actor="actor_id"
)  # fmt: skip
KIND_PERIODS = row_columns("actor", "kind", *DATED, "note", actor="actor_id")
SIZES = row_columns(
    "actor", *DATED, "low", "best", "high", "qualifier", "unit", "stated", "source", "note",
    "figures",
    actor="actor_id", source="source_id", figures=IN_WORDS,
)  # fmt: skip
# A relation is always exported with its claimant and the verdicts on it. `verdicts` and
# `contradicts` depend on the reader and are filled in by exports.redaction.
RELATIONS = row_columns(
    "subject", "kind", "label", "object", "place", "directed", "polarity", "negative", "status",
    "contradicts", "confidence",
    "claimant", "claimant_words", "said_by", *DATED, "verdicts", "note",
    subject="subject_id", object="object_id", place="place_id", claimant="claimant_id",
    label=expressions.RELATION_LABEL, negative=expressions.IS_NEGATIVE,
    said_by=expressions.SAID_BY, verdicts=Value(None, output_field=CharField()),
    contradicts=Value(None, output_field=CharField()),
    directed=Case(When(kind__in=SYMMETRIC_RELATIONS, then=Value(False)), default=Value(True)),
)  # fmt: skip
