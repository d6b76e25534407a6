"""The tables `actors`, `relations`, `assessments` and `judgements`, made from the other exports."""

from collections.abc import Callable, Mapping
from functools import partial

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.analysis.columns import (
    DATE,
    FLAG,
    INTEGER,
    NUMBER,
    TEXT,
    TEXTS,
    TIME,
    Column,
    day_text,
    flag,
    joined,
    time_text,
)
from ctplatform.exchange.analysis.registration import AnalysisTable, register_analysis_table
from ctplatform.exchange.tables import unredacted_rows
from incidents.actors.expressions import name_of
from incidents.actors.formats import ACTORS as ACTOR_PATHS
from incidents.actors.formats import RELATIONS as RELATION_PATHS
from incidents.assessments.formats import ASSESSMENTS as ASSESSMENT_PATHS
from incidents.assessments.formats import JUDGEMENTS as JUDGEMENT_PATHS
from incidents.exports.analysis.events import country_of
from incidents.exports.redaction import label_assessments, redact_relations

PLAIN = {
    TEXT: lambda value: None if value is None else str(value),
    TEXTS: joined,
    INTEGER: lambda value: value,
    NUMBER: lambda value: None if value is None else float(value),
    FLAG: flag,
    DATE: day_text,
    TIME: time_text,
}
"""{kind of a column: function that makes its cell of a value of the export}."""


def table_rows(columns, paths, redact, rows, reader, more: Callable[[dict], dict] | None = None):
    """Yield the tuples of a table from the rows of an export.

    `paths` and `redact` are those of the export; `more(values)` adds values of the table's own.
    """
    names = tuple(paths)
    for row in redact(rows, paths, reader):
        values = dict(zip(names, row, strict=True))
        if more:
            values |= more(values)
        yield tuple(PLAIN[each.kind](values.get(each.name)) for each in columns)


def register_table(
    of, name, about, columns, paths: Mapping, redact=unredacted_rows, more=None
) -> None:
    """Register a table that is made from the rows of the export of the same resource."""
    rows = partial(table_rows, columns, paths, redact, more=more)
    register_analysis_table(AnalysisTable(of, name, about, columns, rows))


PROJECT = Column("project", TEXT, "slug of the project")
TAIL = (
    Column("version", INTEGER, "counts up with every change"),
    Column("created", TIME, "when it was recorded"),
    Column("updated", TIME, "when it, or a row of it, was last changed"),
)
STATE = Column("state", TEXT, "candidate, published or withdrawn")
MARKING = Column("marking", TEXT, "TLP 2.0 marking")
MERGED = Column("merged_into", TEXT, "id of the record that it was merged into")
DATED = (
    Column("date", TEXT, "since when or when, as an EDTF expression"),
    Column("date_start", DATE, "the first day that the date may mean; empty where it is open"),
    Column("date_end", DATE, "the last day that the date may mean; empty where it is open"),
)

ACTORS = (
    Column("id", TEXT, "the actor's id, the same as in the API"),
    PROJECT,
    Column("name", TEXT, "its name"),
    Column("aliases", TEXTS, "its other names"),
    Column("kind", TEXT, "what kind of actor it is, as a slug"),
    Column("country", TEXT, "the country's name in English"),
    Column("country_iso3", TEXT, "ISO 3166-1 alpha-3; empty for countries that ISO has not"),
    Column("active", TEXT, "when it was active, as an EDTF expression"),
    Column("founded", TEXT, "when it was founded, as an EDTF expression"),
    Column("ended", TEXT, "when it ended, as an EDTF expression"),
    Column("wikidata", TEXT, "its id in Wikidata"),
    Column("ucdp_actor_id", TEXT, "its id in the actor list of UCDP"),
    Column("acled_inter", TEXT, "ACLED's interaction code of its kind"),
    MARKING, STATE, MERGED, *TAIL,
)  # fmt: skip
RELATIONS = (
    Column("id", TEXT, "the relation's id, the same as in the API"),
    Column("subject", TEXT, "id of the actor that the relation starts from"),
    Column("subject_name", TEXT, "its name; “a person” where the name of a person is protected"),
    Column("kind", TEXT, "the kind of relation, as a slug"),
    Column("label", TEXT, "the same in words, denied where the polarity is denies"),
    Column("object", TEXT, "id of the actor at the other end"),
    Column("object_name", TEXT, "its name; “a person” where the name of a person is protected"),
    Column("place", TEXT, "id of the place at the other end, where that is a place"),
    Column("directed", FLAG, "0 where the relation holds in both directions"),
    Column("polarity", TEXT, "asserts or denies"),
    Column("negative", FLAG, "1 where it states that something is not so"),
    Column("status", TEXT, "asserted, alleged, hypothesised, ...; what is alleged is not known"),
    Column("said_by", TEXT, "who says so"),
    Column("verdicts", TEXT, "verdicts on allegations of it, in words"),
    Column("contradicts", TEXTS, "ids of the relations that it contradicts"),
    Column("confidence", TEXT, "how confident its coders are"),
    *DATED, *TAIL,
)  # fmt: skip
QUESTION = (
    Column("outcome", TEXT, "how the question was resolved; empty unless it is a question"),
    Column("outcome_date", DATE, "since when the outcome is known"),
    Column("horizon_latest", DATE, "the last day that the statement is about"),
)
ASSESSMENTS = (
    Column("id", TEXT, "the assessment's id, the same as in the API"),
    PROJECT,
    Column("statement", TEXT, "what is held"),
    Column("kind", TEXT, "what kind of statement it is, as a slug"),
    Column("holder_name", TEXT, "the actor who holds it; “a person” where the name is protected"),
    Column("estimative", TEXT, "the likelihood in the words of the holder"),
    Column("likelihood", TEXT, "the term of ICD 203 that a coder chose, as a slug"),
    Column("probability", NUMBER, "the forecast, from 0 to 1"),
    Column("probability_basis", TEXT, "whether it was stated, read from the term, or assigned"),
    Column("confidence", TEXT, "how well founded it is, as its holder says"),
    Column("date", TEXT, "when it was made, as an EDTF expression"),
    Column("horizon", TEXT, "until when it is meant, as an EDTF expression"),
    Column("criteria", TEXT, "what has to be seen for yes and for no"),
    *QUESTION,
    Column("brier", NUMBER, "Brier score of the probability, from 0 (best) to 1, once resolved"),
    MARKING, STATE, MERGED, *TAIL,
)  # fmt: skip
JUDGEMENTS = (
    Column("id", TEXT, "the judgement's id, the same as in the API"),
    Column("assessment", TEXT, "id of the assessment that is judged"),
    Column("statement", TEXT, "the statement of the assessment"),
    Column("analyst", TEXT, "user name of the analyst"),
    Column("date", DATE, "the day of the judgement; a later view is another row"),
    Column("likelihood", TEXT, "the term of ICD 203, as a slug"),
    Column("probability", NUMBER, "the forecast, from 0 to 1; empty where only a term is given"),
    Column("probability_basis", TEXT, "stated, mapped_from_term or none: what the score uses"),
    Column("confidence", TEXT, "how well founded it is, as the analyst says"),
    Column("note", TEXT, "the analyst's reasons"),
    *QUESTION,
    Column("brier", NUMBER, "Brier score of the forecast, or of the middle of the term's band"),
    *TAIL,
)  # fmt: skip


def _country(values):
    name, iso3 = country_of(values["country"])
    return {"country": name, "country_iso3": iso3}


def _bounds(values):
    return {"date_start": values["date_earliest"], "date_end": values["date_latest"]}


register_table(
    "actors",
    "actors",
    _("One row an actor, with its other names, kind, country, dates and ids elsewhere."),
    ACTORS,
    ACTOR_PATHS,
    more=_country,
)
register_table(
    "actor-relations",
    "relations",
    _("One row a relation between two actors, with its status, who says so, and the verdicts."),
    RELATIONS,
    RELATION_PATHS | {"subject_name": name_of("subject"), "object_name": name_of("object")},
    redact_relations,
    more=_bounds,
)
register_table(
    "assessments",
    "assessments",
    _("One row an assessment, with its forecast, resolution and score."),
    ASSESSMENTS,
    ASSESSMENT_PATHS | {"holder_name": name_of("holder")},
    label_assessments,
)
register_table(
    "judgements",
    "judgements",
    _("One row a forecast of an analyst, with the resolution of the question and the score."),
    JUDGEMENTS,
    JUDGEMENT_PATHS
    | {
        "statement": "assessment__statement",
        "outcome": "assessment__outcome",
        "outcome_date": "assessment__outcome_date",
        "horizon_latest": "assessment__horizon_latest",
    },
)
