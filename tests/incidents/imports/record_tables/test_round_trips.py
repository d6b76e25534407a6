"""What one project exports comes into an empty one, and is exported from there with equal rows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctplatform.curation.services import create_record
from incidents.actors.services import create_actor
from incidents.actors.vocabulary import ACTOR_KINDS
from incidents.allegations.models import Allegation, Claimant, Verdict
from incidents.imports.record_tables.tables import NOT_IMPORTED, TABLES
from incidents.models import (
    ActorAlias,
    ActorKindPeriod,
    ActorRelation,
    ActorSizeEstimate,
    AllegationSubject,
    Assessment,
    Incident,
    ResponsibilityStatement,
    Source,
    Warning,
)
from incidents.sources.services import create_source
from tests.factories.curation import Team
from tests.incidents.imports.record_tables.tables import bring, counts, export, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ELSEWHERE = (
    "id", "project", "version", "created", "updated", "merged_into", "state", "contradicts",
)  # fmt: skip
ORDER = [each.noun for each in TABLES]


class Filled(Team):
    """A project with records of every type that tables hold."""

    def __init__(self):
        super().__init__()
        one = create_actor(
            {"project": self.project, "name": "=JNIM", "kind": "armed_group", "founded": "2017-03"},
            by=self.author,
            aliases=["GSIM", {"text": "'quoted; name", "kind": "acronym", "language": "fr"}],
        ).record
        two = create_actor(
            {"project": self.project, "name": "“Le M”", "kind": "organisation", "country": "FR"},
            by=self.author,
        ).record
        source = create_source(
            by=self.author, project=self.project, name="AFP", kind="news", reliability="B"
        )
        create_source(
            by=self.author, project=self.project, name="Repeater", repeats=source, note="-copies",
            url="https://example.org/x",
        )  # fmt: skip
        self.add(ActorKindPeriod, actor=one, kind="movement", date="2012/2016", note="before")
        self.add(ActorSizeEstimate, actor=one, low=1000, high=2000, stated="some", source=source)
        self.add(
            ActorRelation, subject=one, object=two, kind="rival_of", status="alleged",
            claimant_words="a witness", confidence="low", date="2018/..", note="=1+1",
        )  # fmt: skip
        incident = self.candidate(title="Attack on Gao")
        warning = self.add(
            Warning, project=self.project, title="A warning", issuer=two, incident=incident,
            specificity="general", heeded="no",
        )  # fmt: skip
        self.add(
            ResponsibilityStatement, incident=incident, speaker=one, kind="claims", date="2018-05"
        )
        said = self.add(
            Allegation, project=self.project, proposition="They did it", subject=one, target=two,
            warning=warning, incident=incident, kind="misattribution",
        )  # fmt: skip
        self.add(Allegation, project=self.project, proposition="Part", umbrella=said, subject=one)
        self.add(AllegationSubject, allegation=said, actor=two, note="also")
        self.add(Claimant, allegation=said, name="A minister", country="ML", is_passive=True)
        self.add(Verdict, allegation=said, reviewer_kind="fact_checker", rating="false", words="No")
        first = self.add(
            Assessment, project=self.project, statement="It will last", holder=two,
            probability="0.700", probability_basis="stated", likelihood="likely", date="2019",
        )  # fmt: skip
        self.add(
            Assessment, project=self.project, statement="Because", parent=first, argues="for",
            absences={"likelihood": "unknown"},
        )  # fmt: skip

    def add(self, model, **values):
        return create_record(model, values, by=self.author).record


def plain(rows, names):
    """Rows without what belongs to one project, with records named instead of their ids."""
    found = []
    for row in rows:
        row = {name: cell for name, cell in row.items() if name not in ELSEWHERE}
        found.append({name: names.get(cell, cell) for name, cell in row.items()})
    return sorted(found, key=str)


def names_of(folder, team):
    """{id: name} of everything that rows refer to."""
    found = {str(row.pk): row.title for row in Incident.objects.filter(project=team.project)}
    for noun in ORDER:
        for row in rows_of(folder / f"{noun}.csv"):
            cells = [cell for name, cell in row.items() if name not in ELSEWHERE and cell]
            named = [row.get(name) for name in ("name", "statement", "proposition", "title")]
            found[row["id"]] = next(filter(None, named), f"a row of {noun} with {len(cells)} cells")
    return found


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_every_type_comes_back_equal(tmp_path, format):
    team, copy = Filled(), Team()
    own = tmp_path / "own"
    own.mkdir()
    export(team, "incidents", own / "incidents.csv")
    bring(copy, own / "incidents.csv", "csv")
    for noun in ORDER:
        export(team, noun, own / f"{noun}.csv")
        path = export(team, noun, own / f"{noun}.{format}", format)
        done = bring(copy, path, noun)
        if noun != "actor-aliases":  # they came with the actors, without their details
            assert done["made"] == len(rows_of(own / f"{noun}.csv")) > 0, noun
        assert counts(bring(copy, path, noun)) == (0, 0, done["rows"]), noun
    again = tmp_path / "again"
    again.mkdir()
    for noun in ORDER:
        export(copy, noun, again / f"{noun}.csv")
    names, copied = names_of(own, team), names_of(again, copy)
    for noun in ORDER:
        one, other = (rows_of(folder / f"{noun}.csv") for folder in (own, again))
        assert plain(one, names) == plain(other, copied), noun


def test_every_exported_type_is_imported_or_says_why_not():
    from ctplatform.record_types.registry import record_types, row_types  # noqa: PLC0415

    of_incidents = {"incidents", "participations", "incident-places", "casualties"}
    exported = {each.noun for each in (*record_types(), *row_types()) if each.exported}
    assert exported == {*ORDER, *NOT_IMPORTED, *of_incidents, "incident-links"} & exported
    assert not set(ORDER) & set(NOT_IMPORTED)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: text == " ".join(text.split())
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": TEXT,
            "aliases": st.lists(TEXT, max_size=3, unique=True),
            "kind": st.sampled_from([None, *ACTOR_KINDS]),
            "description": st.none() | TEXT,
            "country": st.sampled_from([None, "ML", "XK", "FR"]),
            "founded": st.sampled_from([None, "2017", "2017-03", "2012/2014", "1999~"]),
        }
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_any_actors_come_back_equal(tmp_path, rows):
    team, copy = Team(), Team()
    for row in rows:
        values = {"project": team.project} | row
        create_actor(values, by=team.author, aliases=values.pop("aliases"))
    path = export(team, "actors", tmp_path / "a.csv")
    assert bring(copy, path, "actors")["made"] == len(rows)
    found = export(copy, "actors", tmp_path / "b.csv")
    assert plain(rows_of(path), {}) == plain(rows_of(found), {})


def test_sources_have_all_their_columns():
    table = next(each for each in TABLES if each.model is Source)
    assert set(table.fields) == {"name", "kind", "url", "reliability", "note", "repeats"}
    table = next(each for each in TABLES if each.model is ActorAlias)
    assert set(table.needed) == {"actor", "text"}
