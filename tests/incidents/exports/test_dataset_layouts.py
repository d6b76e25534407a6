"""Incidents in the columns and codes of UCDP GED, ACLED and the GTD."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ctplatform.exchange.losses.counting import measure_losses
from ctplatform.exchange.registry import find_format
from incidents.events.models.killed import keep_killed
from incidents.exports.datasets import acled, gtd, ucdp
from incidents.exports.datasets.layouts import dataset_layouts
from incidents.models import Incident
from incidents.services import load_gazetteer
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.factories.curation import Team
from tests.incidents.conftest import client_of
from tests.incidents.imports.test_files import GED, bring, needs_shared

pd = pytest.importorskip("pandas")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/api/v1/incidents/export/"


def table(client, name, **query):
    answer = client.get(URL, {"format": name, **query})
    assert answer.status_code == 200, answer.content
    return pd.read_csv(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.fixture
def project():
    """A suspected attack in Windhoek, a fight over a month, a plan, and a rumour without a date."""
    project = ProjectFactory(visibility="public")
    division = make.PlaceFactory(project=project, name="Khomas", kind="admin1")
    town = make.PlaceFactory(
        project=project, name="Windhoek", lat=-22.57, lon=17.08, parent=division, kind="city"
    )
    attack = make.IncidentFactory(
        project=project, title="Attack", date="2024-03-05", place=town, country="NA",
        attack_types=["bombing", "missile_strike"], suicide="yes", event_type="remote_violence",
        sub_event_type="suicide_bomb", violence_type="one_sided", lifecycle="completed",
        target_nationalities=["NA"], published=True,
    )  # fmt: skip
    front = make.ActorFactory(
        project=project, name="Front", ucdp_actor_id=77, acled_inter=2, published=True
    )
    people = make.ActorFactory(project=project, name="Civilians", acled_inter=7, published=True)
    make.ParticipationFactory(incident=attack, actor=front, role="suspected_perpetrator")
    make.ParticipationFactory(incident=attack, actor=people, role="target", certainty="confirmed")
    make.CasualtyEstimateFactory(incident=attack, kind="killed", low=3, best=4, high=9)
    make.CasualtyEstimateFactory(
        incident=attack, kind="killed", group="Civilians", low=None, best=3, high=None
    )
    make.CasualtyEstimateFactory(incident=attack, kind="injured", low=151, best=None, high=None)
    keep_killed(Incident, [attack.pk])
    fight = make.IncidentFactory(
        project=project, title="Fight", date="2024-02", event_type="battle",
        sub_event_type="armed_clash", violence_type="state_based", country="NA", published=True,
    )  # fmt: skip
    army = make.ActorFactory(
        project=project, name="Army", ucdp_actor_id=5, acled_inter=1, published=True
    )
    for actor in (army, front):
        make.ParticipationFactory(
            incident=fight, actor=actor, role="belligerent", certainty="confirmed"
        )
    make.IncidentFactory(
        project=project, title="Plan", date="2024-04-01", lifecycle="plot_intended", published=True
    )
    make.IncidentFactory(project=project, title="Rumour", date=None, published=True)
    return project


@pytest.fixture
def reader(project):
    return client_of(member(project, "reader"))


def test_each_layout_has_the_columns_of_its_dataset_first(reader):
    for layout in dataset_layouts():
        found = table(reader, f"{layout.name}_csv")
        assert tuple(found.columns) == layout.names
        assert len(set(layout.names)) == len(layout.names)
        explained = table(reader, f"{layout.name}_dictionary")
        assert tuple(explained["column"]) == layout.names
        assert not explained.isna().any().any()
        codes = table(reader, f"{layout.name}_codes")
        assert len(codes) == len(layout.codes) > 10


def test_ucdp_names_no_suspect_as_a_side(reader):
    found = table(reader, "ucdp_csv").set_index("own_title")
    assert list(found.index) == ["Attack", "Fight"]
    attack, fight = found.loc["Attack"], found.loc["Fight"]
    assert pd.isna([attack["side_a"], attack["side_a_new_id"], attack["dyad_name"]]).all()
    assert (attack["own_first"], attack["own_first_certainty"]) == ("Front", "suspected")
    assert (attack["side_b"], attack["deaths_b"], attack["deaths_civilians"]) == ("Civilians", 3, 3)
    assert (attack["low"], attack["best"], attack["high"]) == (3, 4, 9)
    assert (attack["type_of_violence"], attack["where_prec"], attack["date_prec"]) == (3, 1, 1)
    assert (attack["adm_1"], attack["geom_wkt"]) == ("Khomas", "POINT (17.08 -22.57)")
    assert (
        attack["priogrid_gid"] == 134 * 720 + 394 + 1
    )  # 67.43 * 2 rows up, 197.08 * 2 to the east
    assert (fight["dyad_name"], fight["side_a_new_id"]) == ("Army - Front", 5)
    assert (fight["date_prec"], fight["date_start"], fight["date_end"]) == (
        4, "2024-02-01", "2024-02-29",
    )  # fmt: skip
    assert pd.isna([fight["best"], fight["latitude"], fight["priogrid_gid"]]).all()


def test_acled_has_its_labels_and_numbers(reader):
    found = table(reader, "acled_csv").set_index("own_title")
    attack, fight = found.loc["Attack"], found.loc["Fight"]
    assert (attack["event_type"], attack["sub_event_type"], attack["disorder_type"]) == (
        "Explosions/Remote violence", "Suicide bomb", "Political violence",
    )  # fmt: skip
    assert pd.isna([attack["actor1"], attack["inter1"], attack["interaction"]]).all()
    assert (attack["actor2"], attack["inter2"], attack["iso"]) == ("Civilians", 7, 516)
    assert (attack["fatalities"], attack["event_date"]) == (4, "2024-03-05")
    assert (fight["event_date"], fight["time_precision"]) == ("2024-02-15", 3)
    assert (fight["actor1"], fight["actor2"], fight["interaction"]) == ("Army", "Front", 12)
    assert pd.isna(fight["fatalities"])


def test_the_gtd_marks_who_is_suspected(reader):
    found = table(reader, "gtd_csv").set_index("own_title")
    attack, fight = found.loc["Attack"], found.loc["Fight"]
    assert (attack["gname"], attack["guncertain1"], attack["target1"]) == ("Front", 1, "Civilians")
    assert (attack["attacktype1"], attack["attacktype2_txt"]) == (3, "missile strike")
    assert pd.isna(attack["attacktype2"])
    assert (attack["suicide"], attack["nkill"], attack["nwound"]) == (1, 4, 151)
    assert (attack["iyear"], attack["imonth"], attack["iday"]) == (2024, 3, 5)
    assert (attack["natlty1_txt"], attack["provstate"]) == ("Namibia", "Khomas")
    assert (fight["gname"], fight["guncertain1"], fight["iday"]) == ("Army", 0, 0)
    assert pd.isna([fight["nkill"], fight["suicide"], fight["ishostkid"]]).all()


def test_losses_are_counted_before_the_download(project, reader):
    answer = reader.get(f"{URL}losses/", {"format": "ucdp_csv", "project": project.slug})
    assert answer.status_code == 200, answer.content
    found = answer.json()
    counts = {each["what"]: each["count"] for each in found["losses"]}
    assert (found["rows"], found["checked"]) == (4, 4)
    assert counts == {
        "not written: a threat or a plan, not an event": 1,
        "not written: its date is open, or spans more than a year": 1,
        "a suspected, alleged or inferred participant": 1,
        "types of attack, target or weapon": 1,
        "injured, abducted and other casualties": 1,
        "the event type after ACLED": 2,
    }
    assert reader.get(f"{URL}losses/", {"format": "jsonl"}).json()["losses"] == []
    assert reader.get(f"{URL}losses/", {"format": "papyrus"}).status_code == 400
    assert reader.get(f"{URL}losses/", {"colour": "red"}).status_code == 400


def test_every_row_is_written_or_its_absence_is_counted(project, reader):
    rows = Incident.objects.filter(project=project).order_by("id")
    for layout in dataset_layouts():
        found = measure_losses(find_format("incidents", f"{layout.name}_csv"), rows, None)
        absent = sum(each.count for each in found.losses if each.what.startswith("not written"))
        assert absent + len(table(reader, f"{layout.name}_csv")) == 4


def test_a_page_shows_the_losses_and_leads_to_the_file(project, client):
    client.force_login(member(project, "reader"))
    page = client.get("/exports/incidents/gtd_csv/", {"project": project.slug})
    assert page.status_code == 200
    text = page.content.decode()
    assert "a type that the GTD has no number for" in text
    assert f"/api/v1/incidents/export/?project={project.slug}&amp;format=gtd_csv" in text
    assert client.get("/exports/incidents/papyrus/").status_code == 404
    assert client.get("/exports/planets/jsonl/").status_code == 404
    wrong = client.get("/exports/incidents/gtd_csv/", {"colour": "red"})
    assert (wrong.status_code, b"Unknown parameter" in wrong.content) == (400, True)


def test_queries_do_not_grow_with_rows(project):
    def count():
        rows = Incident.objects.filter(project=project).order_by("id")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for layout in dataset_layouts():
                list(layout.rows(rows, None))
        return len(queries)

    first = count()
    for number in range(10):
        incident = make.IncidentFactory(project=project, date=f"2024-01-{number + 1:02}")
        actor = make.ActorFactory(project=project, published=True)
        make.ParticipationFactory(incident=incident, actor=actor)
        make.CasualtyEstimateFactory(incident=incident, kind="injured", best=2)
    assert count() == first


def test_what_a_reader_may_not_see_is_not_in_any_layout(project):
    hidden = make.ActorFactory(project=project, name="Secret Front", marking="red", published=True)
    incident = Incident.objects.get(title="Fight")
    make.ParticipationFactory(
        incident=incident, actor=hidden, role="perpetrator", certainty="confirmed"
    )
    make.IncidentFactory(
        project=project, title="Secret attack", date="2024-05-05", marking="red", published=True
    )
    stranger = client_of(None)
    for layout in dataset_layouts():
        answer = stranger.get(URL, {"format": f"{layout.name}_csv"})
        assert b"Secret" not in b"".join(answer.streaming_content), layout.name


@pytest.mark.parametrize(
    ("position", "cell"),
    [((-90, -180), 1), ((89.9, 179.9), 259_200), ((35.763369, 36.558974), 181_154)],
)
def test_cells_of_prio_grid(position, cell):
    """The corners of the grid, and a row of UCDP GED (event 300380)."""
    assert ucdp.priogrid_cell(*position) == cell


def test_small_rules():
    assert acled.middle_day(dt.date(2024, 2, 1), dt.date(2024, 2, 29)) == dt.date(2024, 2, 15)
    assert acled.interaction_of(7, 2, alone=False) == 27
    assert acled.interaction_of(6, None, alone=True) == 60
    assert acled.interaction_of(6, None, alone=False) is None
    assert acled.interaction_of(None, 3, alone=False) is None
    assert acled.numeric_code("XK") is None
    assert ("attacktype1 to attacktype3", 3, "bombing or explosion", "bombing") in gtd.CODES


@needs_shared
def test_ucdp_ged_comes_out_as_it_went_in():
    """The sample of 1,000 rows, imported and exported, column by column."""
    team = Team()
    load_gazetteer()
    bring(team, GED)
    before = pd.read_csv(GED)
    before["id"] = before["id"].astype(int)
    for side in ("side_a", "side_b"):  # names are cut to 200 characters on import
        before[side] = before[side].str[:200]
    after = table(client_of(team.editor), "ucdp_csv", project=team.project.slug, state="candidate")
    both = before.merge(after, on="id", suffixes=("", "_out"))
    assert len(both) == 1000
    same = (
        "type_of_violence", "side_a", "side_b", "side_a_new_id", "side_b_new_id", "where_prec",
        "date_prec", "event_clarity", "priogrid_gid",
    )  # fmt: skip
    wrong = {
        name: int((both[name].ne(both[f"{name}_out"]) & both[name].notna()).sum()) for name in same
    }
    assert wrong == dict.fromkeys(same, 0)
    for name in ("date_start", "date_end"):
        assert both[name].str[:10].equals(both[f"{name}_out"]), name
    ordered = (both["low"] <= both["best"]) & (both["best"] <= both["high"])
    for name in ("low", "best", "high"):
        assert both.loc[ordered, name].equals(both.loc[ordered, f"{name}_out"]), name
    assert both.loc[~ordered, "best_out"].isna().all()
