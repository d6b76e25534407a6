"""Further variables of an incident: suicide, success, event types, transnational, doubt, ..."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from incidents import vocabularies
from incidents.events.models.variables import TERM_VARIABLES, VARIABLE_FIELDS
from incidents.imports import mapping
from incidents.imports.formats.loading import load_file
from incidents.imports.services import RowDestination
from incidents.models import Incident, ResponsibilityStatement
from incidents.records.services import choose_stated
from incidents.responsibility.models.claimed import claimed_among, claimed_filter
from tests.ctplatform.rest.client import Api
from tests.factories import incidents as make
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team, versions_of

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
CODED = {
    "suicide": "yes",
    "success": "no",
    "event_type": "remote_violence",
    "sub_event_type": "suicide_bomb",
    "violence_type": "one_sided",
    "transnational_logistical": "no",
    "transnational_ideological": "yes",
    "transnational_miscellaneous": "no",
    "target_nationalities": ["PK", "IR"],
    "property_damage": "minor",
    "doubt": "yes",
    "doubt_alternative": "insurgency",
}


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def api(team):
    return Api(team.author)


@pytest.fixture
def incident(team):
    return make.IncidentFactory(
        project=team.project, created_by=team.author, title="Kerman", **CODED
    )


def messages(response):
    return {each["pointer"]: each["message"] for each in response.json()["errors"]}


def test_all_of_them_are_written_and_read_over_the_api(api, team):
    assert set(CODED) == set(VARIABLE_FIELDS)
    body = {"project": team.project.slug, "title": "Kerman", **CODED}
    made = api.post("incidents/", body).json()
    assert CODED.items() <= made.items()
    assert (made["transnational"], made["claimed"]) == ("yes", None)
    assert made["absences"] == {}
    unknown = {"project": team.project.slug, "title": "Raid", "absences": {"suicide": "unknown"}}
    assert api.post("incidents/", unknown).json()["absences"] == {"suicide": "unknown"}


@pytest.mark.parametrize(
    ("given", "pointer", "words"),
    [
        ({"suicide": "maybe"}, "/suicide", "none of: yes, no"),
        ({"doubt": "yes"}, "/doubt_alternative", "say what it may be instead"),
        ({"doubt": "no", "doubt_alternative": "other_crime"}, "/doubt_alternative", "only where"),
        (
            {"event_type": "battle", "sub_event_type": "grenade"},
            "/sub_event_type",
            "explosion or remote violence",
        ),
        ({"target_nationalities": ["Pakistan"]}, "/target_nationalities/0", "ISO 3166-1"),
        ({"target_nationalities": ["PK", "PK"]}, "/target_nationalities", "different"),
        ({"target_nationalities": "PK"}, "/target_nationalities", "list"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(api, team, given, pointer, words):
    body = {"project": team.project.slug, "title": "Kerman", **given}
    found = messages(api.post("incidents/", body, 400))
    assert words in found[pointer]


def test_a_doubt_whose_alternative_is_unknown_is_allowed(api, team):
    body = {"project": team.project.slug, "title": "Kerman", "doubt": "yes"}
    made = api.post("incidents/", {**body, "absences": {"doubt_alternative": "unknown"}}).json()
    assert made["doubt"] == "yes"


def test_the_event_type_follows_from_the_sub_event(api, team):
    body = {"project": team.project.slug, "title": "Kerman", "sub_event_type": "arrests"}
    assert api.post("incidents/", body).json()["event_type"] == "strategic_development"


@pytest.mark.parametrize(
    ("answers", "any_way"),
    [
        (("no", "no", "no"), "no"),
        (("no", "yes", None), "yes"),
        (("no", "no", None), None),
        ((None, None, None), None),
    ],
)
def test_transnational_is_no_only_where_all_three_ways_are_no(team, answers, any_way):
    ways = dict(zip(vocabularies.TRANSNATIONAL, answers, strict=True))
    assert make.IncidentFactory(project=team.project, **ways).transnational == any_way


def test_the_database_refuses_an_alternative_without_a_doubt(incident):
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(doubt="no")
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(suicide="maybe")


@pytest.mark.parametrize(
    "asked",
    [
        *({name: CODED[name]} for name in TERM_VARIABLES),
        {"transnational": "yes"},
        {"target_nationality": "IR"},
    ],
)
def test_each_narrows_lists_on_page_and_api(api, client, team, incident, asked):
    make.IncidentFactory(project=team.project, created_by=team.author, title="Another")
    found = api.get("incidents/", {"project": team.project.slug, **asked}).json()["results"]
    assert [each["title"] for each in found] == ["Kerman"]
    client.force_login(team.author, backend=BACKEND)
    page = client.get("/incidents/", {"project": team.project.slug, **asked})
    assert [each.title for each in page.context["object_list"]] == ["Kerman"]


def test_facets_count_them(api, incident):
    found = api.get("incidents/facets/", {"project": incident.project.slug}).json()["facets"]
    for name in ("suicide", "event_type", "violence_type", "transnational", "doubt"):
        assert found[name] == [{"value": getattr(incident, name), "count": 1}]


# Claimed ------------------------------------------------------------------------------------------


def say(incident, speaker, kind):
    return make.ResponsibilityFactory(incident=incident, speaker=speaker, about=speaker, kind=kind)


def claimed_over_api(api, incident):
    return api.get(f"incidents/{incident.pk}/").json()["claimed"]


def test_claimed_follows_from_the_statements(api, team, incident):
    group, other = (
        make.ActorFactory(project=team.project, created_by=team.author) for _ in range(2)
    )
    assert claimed_over_api(api, incident) is None
    say(incident, other, "attributes")
    assert claimed_over_api(api, incident) == "no"
    say(incident, group, "claims")
    assert claimed_over_api(api, incident) == "yes"
    say(incident, group, "retracts")
    assert claimed_over_api(api, incident) == "no"
    say(incident, other, "claims_via_parent")
    assert claimed_over_api(api, incident) == "yes"


def test_claimed_is_the_same_in_list_filter_page_and_export(api, client, team, incident):
    group = make.ActorFactory(project=team.project, created_by=team.author)
    merged = make.IncidentFactory(
        project=team.project, created_by=team.author, merged_into=incident, title="Merged"
    )
    say(merged, group, "claims")  # a claim of a merged record is the incident's own
    denied = make.IncidentFactory(project=team.project, created_by=team.author, title="Denied")
    say(denied, group, "denies")
    make.IncidentFactory(project=team.project, created_by=team.author, title="Silent")
    expected = {"Kerman": "yes", "Denied": "no", "Silent": None}
    scope = {"project": team.project.slug}

    rows = api.get("incidents/", scope).json()["results"]
    assert {row["title"]: row["claimed"] for row in rows} == expected
    text = b"".join(api.get("incidents/export/", {**scope, "format": "jsonl"}).streaming_content)
    rows = [json.loads(line) for line in text.splitlines()]
    exported = {row["title"]: row["claimed"] for row in rows}
    assert expected.items() <= exported.items()
    client.force_login(team.author, backend=BACKEND)
    for answer in ("yes", "no"):
        titles = {title for title, each in expected.items() if each == answer}
        found = api.get("incidents/", {**scope, "claimed": answer}).json()["results"]
        assert {each["title"] for each in found} == titles
        page = client.get("/incidents/", {**scope, "claimed": answer})
        assert {each.title for each in page.context["object_list"]} == titles
        assert {
            each.title
            for each in Incident.objects.filter(
                claimed_filter(team.author, answer), merged_into=None
            )
        } == titles


def test_a_claim_by_an_actor_that_one_may_not_see_is_not_revealed(team):
    team.project.visibility = "public"
    team.project.save()
    shown = make.IncidentFactory(
        project=team.project, created_by=team.author, published=True, title="Kerman"
    )
    hidden = make.ActorFactory(
        project=team.project, created_by=team.author, published=True, marking="red"
    )
    say(shown, hidden, "claims")
    assert claimed_among({shown.pk: shown.pk}, team.author) == {shown.pk: "yes"}
    outsider = Api(UserFactory())
    assert claimed_over_api(outsider, shown) is None
    asked = {"project": team.project.slug, "claimed": "yes"}
    assert outsider.get("incidents/", asked).json()["results"] == []
    assert claimed_among({shown.pk: shown.pk}, AnonymousUser()) == {}
    assert ResponsibilityStatement.objects.count() == 1


def test_a_longer_list_takes_no_more_queries(api, team):
    group = make.ActorFactory(project=team.project, created_by=team.author)
    for number in range(3):
        made = make.IncidentFactory(
            project=team.project, created_by=team.author, title=f"No. {number}"
        )
        say(made, group, "claims")
    scope = {"project": team.project.slug}
    api.get("incidents/", {**scope, "page_size": 1})
    counts = []
    for size in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            api.get("incidents/", {**scope, "page_size": size})
        counts.append(len(seen))
    assert counts[0] == counts[1]


# Pages, choices, exports, imports -----------------------------------------------------------------


def test_the_form_codes_them_and_the_dossier_shows_them(client, team):
    client.force_login(team.author, backend=BACKEND)
    body = {
        "title": "Kerman",
        "record_kind": "event",
        **CODED,
        "target_nationalities": "Pakistan; IR",
    }
    address = f"/incidents/new/?project={team.project.slug}"
    refused = client.post(address, {**body, "target_nationalities": "Atlantis"}).content.decode()
    assert "There is no country “Atlantis”" in refused
    assert client.post(address, body).status_code == 302
    made = Incident.objects.get()
    assert {name: getattr(made, name) for name in CODED} == CODED
    page = client.get(f"/incidents/{made.pk}/").content.decode()
    assert "PK IR" not in page
    for words in (
        "Pakistan, Iran",
        "Suicide bomb",
        "One-sided: against civilians",
        "Insurgency or guerrilla action",
    ):
        assert words in page
    form = client.get(f"/incidents/{made.pk}/edit/").content.decode()
    assert 'value="Pakistan; Iran"' in form


def test_what_is_not_coded_takes_one_line_and_what_is_unknown_says_so(client, team):
    made = make.IncidentFactory(
        project=team.project, created_by=team.author, absences={"suicide": "unknown"}
    )
    client.force_login(team.author, backend=BACKEND)
    page = client.get(f"/incidents/{made.pk}/").content.decode()
    assert 'id="field-suicide"' in page
    assert 'id="field-success"' not in page
    assert "Not coded yet:" in page
    assert "Success, Event type (ACLED)" in page


def test_many_are_set_at_once(client, team, incident):
    client.force_login(team.author, backend=BACKEND)
    body = {"record": str(incident.pk), "act": "change", "change": "success:yes", "reason": "read"}
    body |= versions_of(incident)
    assert client.post(f"/incidents/many/?project={team.project.slug}", body).status_code == 200
    incident.refresh_from_db()
    assert incident.success == "yes"


@pytest.mark.parametrize(
    ("name", "stated", "value"),
    [
        ("suicide", "no", "no"),
        ("suicide", True, "yes"),
        ("violence_type", "state_based", "state_based"),
        ("target_nationalities", "Afghanistan; Pakistan", ["AF", "PK"]),
        ("target_nationalities", ["Iran"], ["IR"]),
        ("property_damage", "major", "major"),
    ],
)
def test_a_value_that_a_passage_states_can_be_chosen(team, incident, name, stated, value):
    try:
        choose_stated(incident, name, stated, by=team.author)
    except ValidationError as error:
        raise AssertionError(error) from error
    incident.refresh_from_db()
    assert getattr(incident, name) == value


def test_exports_carry_values_and_the_codes_of_others(api, team, incident):
    make.IncidentFactory(
        project=team.project,
        created_by=team.author,
        title="Raid",
        absences={"suicide": "unknown", "responsibility": "unknown"},
    )
    scope = {"project": team.project.slug, "format": "csv"}
    text = b"".join(api.get("incidents/export/", scope).streaming_content).decode()
    rows = {row["title"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    expected = {
        "suicide": "yes",
        "target_nationalities": '["PK","IR"]',
        "transnational": "yes",
        "acled_event_type": "Explosions/Remote violence",
        "acled_sub_event_type": "Suicide bomb",
        "ucdp_type_of_violence": "3",
        "gtd_suicide": "1",
        "gtd_success": "0",
        "gtd_doubtterr": "1",
        "gtd_alternative": "1",
        "gtd_property": "1",
        "gtd_propextent": "3",
        "gtd_int_log": "0",
        "gtd_int_ideo": "1",
        "gtd_int_misc": "0",
        "gtd_int_any": "1",
        "gtd_claimed": "",
    }
    assert {name: rows["Kerman"][name] for name in expected} == expected
    raid = [rows["Raid"][f"gtd_{name}"] for name in ("suicide", "claimed", "success")]
    assert raid == ["-9", "-9", ""]
    scope["format"] = "geojson"
    shown = json.loads(b"".join(api.get("incidents/export/", scope).streaming_content))
    found = {each["properties"]["title"]: each["properties"] for each in shown["features"]}
    assert CODED.items() <= found["Kerman"].items()


def test_an_own_export_comes_back_with_all_of_them(api, team, incident, tmp_path):
    other = Team()
    for form, name in (("csv", "a.csv"), ("jsonl", "a.jsonl"), ("geojson", "a.geojson")):
        scope = {"project": team.project.slug, "format": form}
        path = tmp_path / name
        path.write_bytes(b"".join(api.get("incidents/export/", scope).streaming_content))
        again = load(team, path, form)
        assert (again["made"], again["changed"], again["unchanged"]) == (0, 0, 1)
        Incident.objects.filter(project=other.project).delete()
        load(other, path, form)
        made = Incident.objects.get(project=other.project)
        assert {name: getattr(made, name) for name in CODED} == CODED


def test_a_column_that_an_edited_export_leaves_out_changes_nothing(team, incident, tmp_path):
    incident.domain = "non_state_attack"
    incident.save()
    path = tmp_path / "edited.csv"
    path.write_text(f"id,title,success\n{incident.pk},Kerman bombing,\n")
    assert load(team, path, "csv")["changed"] == 1
    incident.refresh_from_db()
    assert (incident.title, incident.domain) == ("Kerman bombing", "non_state_attack")
    assert {name: getattr(incident, name) for name in CODED} == CODED | {"success": None}


GTD = [
    [
        "eventid",
        "iyear",
        "gname",
        "suicide",
        "success",
        "doubtterr",
        "alternative",
        "property",
        "propextent",
        "natlty1",
        "natlty1_txt",
        "natlty2_txt",
        "INT_LOG",
        "INT_IDEO",
        "INT_MISC",
    ],
    ["1", "2016", "A", "1", "1", "0", "", "1", "3", "147", "Nigeria", "Niger", "-9", "1", "0"],
    ["2", "2016", "B", "0", "0", "1", "2", "0", "", "147", "Nigeria", "", "0", "0", "0"],
    ["3", "2016", "C", "-9", "", "1", "", "1", "4", "", "", "", "", "", ""],
    ["4", "2016", "D", "2", "1.0", "-9", "", "-9", "", "", "", "", "", "", ""],
]
ACLED = [
    ["event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1"],
    ["A1", "2 November 2016", "Explosions/Remote violence", "Suicide bomb", "A"],
    ["A2", "3 November 2016", "Strategic developments", "Arrests", "B"],
    ["A3", "4 November 2016", "Battles", "Grenade", "C"],
]


def bring(team, path, rows):
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows))
    columns = mapping.guess_mapping(rows[0])
    summary = load(team, path, "mapped", mapping={"columns": columns})
    return (
        columns,
        summary,
        {each.external_records.get().external_id: each for each in Incident.objects.all()},
    )


def test_columns_of_gtd_are_found_by_their_names_and_read(team, tmp_path):
    columns, summary, found = bring(team, tmp_path / "gtd.csv", GTD)
    assert "natlty1" not in columns
    assert columns["natlty1_txt"] == columns["natlty2_txt"] == "target_nationalities"

    def of(key, *names):
        return [getattr(found[key], name) for name in names]

    assert of("1", "suicide", "success", "doubt", "property_damage", "target_nationalities") == [
        "yes",
        "yes",
        "no",
        "minor",
        ["NG", "NE"],
    ]
    assert of("1", "transnational", "transnational_logistical") == ["yes", None]
    assert found["1"].absences["transnational_logistical"] == "unknown"
    assert of("2", "suicide", "doubt", "doubt_alternative", "property_damage", "transnational") == [
        "no",
        "yes",
        "other_crime",
        "none",
        "no",
    ]
    assert of("3", "suicide", "success", "doubt", "property_damage") == [
        None,
        None,
        "yes",
        "unknown_extent",
    ]
    assert found["3"].absences == {"suicide": "unknown", "doubt_alternative": "unknown"}
    assert of("4", "suicide", "success") == [None, "yes"]
    assert found["4"].absences == {"doubt": "unknown", "property_damage": "unknown"}
    assert [(note["row"], note["column"]) for note in summary["warned"]] == [(5, "suicide")]


def test_types_of_acled_are_read_and_a_contradiction_is_reported(team, tmp_path):
    _columns, summary, found = bring(team, tmp_path / "acled.csv", ACLED)
    values = {
        key: (each.event_type, each.sub_event_type, each.suicide, each.attack_types)
        for key, each in found.items()
    }
    assert values == {
        "A1": ("remote_violence", "suicide_bomb", "yes", ["bombing"]),
        "A2": ("strategic_development", "arrests", None, None),
        "A3": ("remote_violence", "grenade", None, None),
    }
    assert [(note["row"], note["column"]) for note in summary["warned"]] == [(4, "event_type")]


def test_ucdp_events_have_their_type_of_violence(team, tmp_path):
    path = tmp_path / "ged.csv"
    path.write_text(
        "id,type_of_violence,side_a,side_b,date_start,date_end\n"
        "1,1,Government of Mali,JNIM,2016-11-02,2016-11-02\n"
        "2,2.0,JNIM,ISGS,2016-11-02,2016-11-02\n"
        "3,3,JNIM,Civilians,2016-11-02,2016-11-02\n"
    )
    load(team, path, "ucdp")
    found = Incident.objects.order_by("external_records__external_id")
    assert [each.violence_type for each in found] == ["state_based", "non_state", "one_sided"]


def load(team, path, form, **options):
    dataset = "ctplatform" if form in ("csv", "jsonl", "geojson") else "theirs"
    return load_file(
        path,
        form,
        options,
        RowDestination(team.project, dataset),
        by=team.author,
        report=lambda done, total: None,
    )
