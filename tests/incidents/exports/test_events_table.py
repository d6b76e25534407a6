"""The table of events, opened with the programs that researchers use."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ctplatform.exchange.analysis import duckdb_engine, workbooks
from ctplatform.exchange.registry import find_format, offered_formats
from incidents.exports.analysis import events
from incidents.exports.analysis.event_columns import COLUMNS, NAMES
from incidents.models import Incident
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.incidents.conftest import client_of

pd = pytest.importorskip("pandas")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/api/v1/incidents/export/"


def answered(client, name):
    answer = client.get(URL, {"format": name})
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def table_of(rows, reader):
    found = (
        dict(zip(NAMES, row, strict=True)) for row in events.event_rows(rows.order_by("id"), reader)
    )
    return {row["title"]: row for row in found}


@pytest.fixture
def world():
    """A public project with an incident that has everything, and one that has nothing."""
    project = ProjectFactory(visibility="public")
    sahel = make.PlaceFactory(project=project, name="Khomas", kind="admin1")
    town = make.PlaceFactory(
        project=project, name="Windhoek", lat=-22.57, lon=17.08, parent=sahel, kind="venue"
    )
    full = make.IncidentFactory(
        project=project,
        title='=Attack, "large"\nin Windhoek',
        date="2024-03",
        place=town,
        country="NA",
        attack_types=["bombing", "armed_assault"],
        suicide="yes",
        success="no",
        published=True,
    )
    make.IncidentFactory(project=project, title="Bare", date=None, published=True)
    group = make.ActorFactory(project=project, name="Front; North", published=True)
    make.ParticipationFactory(
        incident=full, actor=group, role="suspected_perpetrator", certainty=None
    )
    make.ParticipationFactory(
        incident=full, actor=make.ActorFactory(project=project), role="target"
    )
    make.CasualtyEstimateFactory(incident=full, kind="injured", low=151, stated="more than 150")
    make.ResponsibilityFactory(incident=full, speaker=group, about=group, kind="claims")
    return project


def test_every_format_opens_with_the_same_values(world):
    client = client_of(member(world, "reader"))
    files = {each.name: answered(client, each.name) for each in offered_formats("incidents")}
    read = {
        "table_csv": pd.read_csv(io.BytesIO(files["table_csv"])),
        "table_excel_csv": pd.read_csv(io.BytesIO(files["table_excel_csv"]), encoding="utf-8-sig"),
        "table_xlsx": pd.read_excel(io.BytesIO(files["table_xlsx"]), sheet_name="events"),
        "table_parquet": pd.read_parquet(io.BytesIO(files["table_parquet"])),
    }
    assert files["table_excel_csv"] == b"\xef\xbb\xbf" + files["table_csv"]
    for name, table in read.items():
        assert tuple(table.columns) == NAMES, name
        full, bare = table.to_dict("records")
        guard = "" if name == "table_parquet" else "'"
        assert full["title"] == f'{guard}=Attack, "large"\nin Windhoek', name
        assert (full["country"], full["country_iso3"], full["admin1"]) == (
            "Namibia", "NAM", "Khomas",
        ), name  # fmt: skip
        assert (full["side_a"], full["side_a_role"], full["side_a_certainty"]) == (
            "Front, North", "suspected_perpetrator", "not stated",
        ), name  # fmt: skip
        assert [full[each] for each in ("attack_type1", "attack_type_bombing", "suicide")] == [
            "bombing", 1, 1,
        ], name  # fmt: skip
        assert [full[each] for each in ("success", "attack_type_hijacking", "claimed")] == [0, 0, 1]
        assert full["injured_low"] == 151, name
        assert pd.isna([full["injured_best"], full["fatalities_low"], full["doubt"]]).all(), name
        assert full["responsibility_level"] == "claimed_by_perpetrator"
        assert (full["date_prec"], full["year"]) == (4, 2024), name
        assert str(full["date_start"])[:10] == "2024-03-01", name
        empty = ["suicide", "country", "attack_type_bombing", "side_a", "year"]
        assert pd.isna([bare[each] for each in empty]).all(), name
        assert (bare["n_passages"], bare["responsibility_level"]) == (0, "none"), name


def test_the_dictionary_explains_every_column(world):
    client = client_of(member(world, "reader"))
    explained = pd.read_csv(io.BytesIO(answered(client, "table_dictionary")))
    assert tuple(explained["column"]) == NAMES
    assert not explained.isna().any().any()
    book = pd.read_excel(io.BytesIO(answered(client, "table_xlsx")), sheet_name=None)
    assert list(book) == ["events", "columns", "notes"]
    assert book["columns"].equals(explained)


def test_parquet_has_types(world):
    parquet = pytest.importorskip("pyarrow.parquet")
    client = client_of(member(world, "reader"))
    schema = parquet.read_schema(io.BytesIO(answered(client, "table_parquet")))
    types = {name: str(schema.field(name).type) for name in schema.names}
    wanted = {"VARCHAR": "string", "BIGINT": "int64", "DOUBLE": "double", "TINYINT": "int8"}
    wanted |= {"DATE": "date32[day]", "TIMESTAMP": "timestamp[us]"}
    assert types == {each.name: wanted[each.kind.sql] for each in COLUMNS}
    empty = client.get(URL, {"format": "table_parquet", "search": "nothing at all"})
    assert parquet.read_table(io.BytesIO(b"".join(empty.streaming_content))).schema == schema


def test_an_outsider_gets_what_an_outsider_may_export(world):
    full = Incident.objects.get(place__name="Windhoek")
    merged = make.IncidentFactory(
        project=world, merged_into=full, rights="restricted", title="Merged", published=True
    )
    make.CasualtyEstimateFactory(incident=merged, kind="abducted", low=3, best=None, high=None)
    hidden = make.ActorFactory(project=world, name="Hidden", marking="amber", published=True)
    make.ParticipationFactory(incident=full, actor=hidden, role="perpetrator")
    make.IncidentFactory(project=world, title="Amber", marking="amber", published=True)
    inside, outside = (
        table_of(Incident.objects.visible_to(user), user)
        for user in (member(world, "annotator"), UserFactory())
    )
    title = full.title
    assert inside[title]["abducted_low"] == 3
    assert "Hidden" in inside[title]["side_a"]
    assert inside[title]["latitude"] == -22.57
    assert outside[title].get("abducted_low") is None
    assert outside[title]["side_a"] == "Front, North"
    assert outside[title]["latitude"] == -22.6
    assert "Merged" not in inside  # it is part of the incident, not a row of its own
    text = answered(client_of(UserFactory()), "table_csv").decode()
    assert "Windhoek" in text
    assert "Hidden" not in text
    assert "Amber" not in text


def test_passages_and_their_sources_are_counted(world):
    editor = member(world, "editor")
    full = Incident.objects.get(place__name="Windhoek")
    wire = make.SourceFactory(project=world, name="Wire")
    paper = make.SourceFactory(project=world, name="Paper", repeats=wire)
    for source, marking in ((wire, "clear"), (paper, "clear"), (None, "amber")):
        text = texts.article(world, editor, "The gunmen came.", source=source, marking=marking)
        texts.link(texts.annotation(text, editor, "gunmen"), full, editor)
    row = table_of(Incident.objects.all(), editor)[full.title]
    assert (row["n_passages"], row["n_sources"]) == (3, 1)
    alone = table_of(Incident.objects.all(), AnonymousUser())[full.title]
    assert (alone["n_passages"], alone["n_sources"]) == (2, 1)


def test_sides_of_a_fight_are_in_the_order_of_their_recording(world):
    fight = make.IncidentFactory(project=world, title="Fight", published=True)
    for name in ("Army", "Rebels", "Militia"):
        actor = make.ActorFactory(project=world, name=name, published=True)
        make.ParticipationFactory(incident=fight, actor=actor, role="belligerent")
    row = table_of(Incident.objects.filter(pk=fight.pk), UserFactory())["Fight"]
    assert (row["side_a"], row["side_b"]) == ("Army", "Rebels; Militia")


def test_queries_do_not_grow_with_rows(world):
    rows, reader = Incident.objects.order_by("id"), member(world, "reader")
    list(events.event_rows(rows, reader))
    with CaptureQueriesContext(connection) as few:
        list(events.event_rows(rows, reader))
    for _ in range(20):
        more = make.IncidentFactory(project=world, published=True)
        make.ParticipationFactory(incident=more, role="target")
        make.CasualtyEstimateFactory(incident=more, kind="injured")
        make.ResponsibilityFactory(incident=more)
    with CaptureQueriesContext(connection) as many:
        assert len(list(events.event_rows(rows, reader))) == 22
    assert len(many) <= len(few)


def test_what_cannot_be_written_is_refused_with_the_reason(world, monkeypatch):
    client = client_of(member(world, "reader"))
    monkeypatch.setattr(workbooks, "MOST_ROWS", 1)
    answer = client.get(URL, {"format": "table_xlsx"})
    assert answer.status_code == 400
    assert "CSV or Parquet" in str(answer.json())
    monkeypatch.setattr(duckdb_engine, "find_spec", lambda _name: None)
    answer = client.get(URL, {"format": "table_parquet"})
    assert answer.status_code == 400
    assert "pip install duckdb" in str(answer.json())
    assert "table_parquet" not in {each.name for each in offered_formats("incidents")}
    assert "table_csv" in {each.name for each in offered_formats("incidents")}


def test_a_workbook_holds_no_formula_and_no_control_character():
    assert workbooks.safe_cell("=1+1") == "'=1+1"
    assert workbooks.safe_cell("a\x00b\x1fc\n") == "a\ufffdb\ufffdc\n"
    long = workbooks.safe_cell("x" * 40_000)
    assert len(long) == workbooks.LONGEST
    assert long.endswith("[…]")
    assert find_format("incidents", "table_xlsx").extension == "xlsx"
