"""Assistants read what the API answers to the same user: no more, and in the same words."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Article
from ctplatform.accounts.models import Membership
from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.assistants.tools import operations
from ctplatform.assistants.tools.registry import tools
from incidents.models import Incident
from tests.ctplatform.assistants.reading import reading_calls
from tests.factories import annotations as texts
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.world import World
from tests.test_visibility import contents

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def api_of(user, **limits):
    """A program that reads the API with a token of the user."""
    key = create_token(by=user, name="api", **limits)[1]
    client = Client(headers={"Authorization": f"Token {key}"})

    def get(path, **query):
        answer = client.get(f"/api/v1/{path}", query)
        return answer.status_code, json.loads(answer.content)

    return get


def without(data, *names):
    return {name: value for name, value in data.items() if name not in names}


@pytest.mark.parametrize("who", ["owner", "reader", "nobody of the project"])
def test_lists_are_those_of_the_api(assistant, world, who):
    user = UserFactory() if who == "nobody of the project" else world.people[who]
    person, api = assistant(user), api_of(user)
    for noun, operation in {
        **operations.LISTS,
        **{
            each.noun: operations.list_of(each.noun, each.viewset)
            for each in operations.records().values()
        },
    }.items():
        given = {} if noun == "projects" else {"project": world.slug}
        found = person.read(f"list_{noun}", **given)
        status, wanted = api(operation.path, page_size=20, **given)
        assert (status, found["results"]) == (200, wanted["results"]), noun
        assert bool(found["results"]) is (who != "nobody of the project"), noun


@pytest.mark.parametrize("who", ["owner", "reader", "nobody of the project"])
def test_records_are_those_of_the_api_with_their_evidence(assistant, world, who):
    user = UserFactory() if who == "nobody of the project" else world.people[who]
    person, api = assistant(user), api_of(user)
    for key, each in operations.records().items():
        pk = world.key(each.noun)
        status, wanted = api(f"{each.noun}/{pk}/")
        if who == "nobody of the project":
            found = person.refused("get_record", record_type=key, id=str(pk))
            assert status == found["status"] == 404
            assert world.canary not in json.dumps(found)
            continue
        found = person.read("get_record", record_type=key, id=str(pk))
        assert found["record"] == wanted
        if found["evidence"] is not None:
            status, passages = api(f"{each.noun}/{pk}/evidence/", page_size=20)
            assert (status, found["evidence"]["results"]) == (200, passages["results"])


def test_rows_texts_series_and_proposals_are_those_of_the_api(assistant, world):
    user = world.people["annotator"]
    person, api = assistant(user), api_of(user)
    for key, each in operations.rows().items():
        parent = operations.kind_of(each.model).parent
        record = getattr(world.rows[each.noun], f"{parent}_id")
        found = person.read("list_rows", row_type=key, record=str(record))
        assert found["results"] == api(f"{each.noun}/", **{parent: record})[1]["results"], key
        assert found["results"], key
    text = person.read("read_text", text=str(world.key("articles")))
    whole = api(f"articles/{world.key('articles')}/versions/1/")[1]
    assert text["text"] == whole["text"]
    series = person.read("read_series", id=str(world.key("series")))
    assert series["series"] == api(f"series/{world.key('series')}/")[1]
    points = api(f"series/{world.key('series')}/points/")[1]
    assert series["points"]["results"] == points["results"]
    assert series["left_out"] == points["left_out"]
    proposal = person.read("get_proposal", id=str(world.key("proposals")))
    assert proposal == api(f"proposals/{world.key('proposals')}/")[1]


def test_what_one_may_not_see_is_answered_as_what_does_not_exist(assistant, world):
    nothing = "00000000-0000-7000-8000-000000000000"
    other = World(canary="MINE").people["owner"]
    person = assistant(other)
    for tool, arguments in reading_calls(world, world.slug):
        found = person.call(tool, **arguments)
        said = json.dumps(found).replace(world.slug, "")
        if tool != "describe_record_type":
            assert world.canary not in said, tool
        name = next((each for each in ("id", "text", "record") if each in arguments), None)
        if name is None:
            continue
        nowhere = person.call(tool, **(arguments | {name: nothing}))
        drop = ("request_id", "instance")
        ours, theirs = (
            without(each["structuredContent"]["data"], *drop) for each in (found, nowhere)
        )
        assert ours == theirs, tool


def test_a_token_that_is_limited_to_projects_reads_nothing_of_others(assistant):
    here, there = World(canary="HERE"), World(canary="BEYOND", visibility="public")
    user = here.people["owner"]
    Membership.objects.create(project=there.project, user=user, role="owner")
    person = assistant(type(user).objects.get(pk=user.pk), projects=[here.project])
    for tool, arguments in (*reading_calls(there), *reading_calls(there, there.slug)):
        said = json.dumps(person.call(tool, **arguments))
        assert "BEYOND" not in said, tool
    found = person.read("list_incidents", project=here.slug)
    assert found["results"]
    assert [each["slug"] for each in person.read("list_projects")["results"]] == [here.slug]


def test_markings_embargoes_and_rights_hold(assistant):
    team = Team(visibility="public")
    record = team.published(title="Shown")
    Incident.objects.filter(pk=team.published(title="Secret").pk).update(marking="red")
    article = texts.article(team.project, team.editor, "One sentence. " * 50, title="Excerpts")
    Article.objects.filter(pk=article.pk).update(rights="restricted")
    outsider = assistant(UserFactory())
    assert [row["title"] for row in outsider.read("list_incidents")["results"]] == ["Shown"]
    assert outsider.read("search", query="Secret")["incident"]["results"] == []
    part = outsider.read("read_text", text=str(article.pk))
    assert (part["text"], part["segments"]) == (None, [])
    assert assistant(team.editor).read("read_text", text=str(article.pk))["text"]
    assert record.title == "Shown"


def test_reading_needs_a_scope_and_changes_nothing(assistant, world):
    person = assistant(world.people["owner"], scopes=["read"])
    person.ask("tools/list")
    before = contents()
    for tool, arguments in reading_calls(world, world.slug):
        assert person.call(tool, **arguments)["isError"] is False, tool
    assert contents() == before


def test_lists_are_pages_with_a_cursor(assistant, world):
    world.grow(3)
    person, seen, cursor = assistant(world.people["owner"]), [], None
    while True:
        page = person.read("list_actors", page_size=2, **({"cursor": cursor} if cursor else {}))
        assert len(page["results"]) <= 2
        seen += [each["id"] for each in page["results"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) > 4
    assert person.refused("list_actors", cursor="x")["errors"][0]["pointer"] == "?cursor"


def test_a_text_is_read_in_parts_by_code_points(assistant, world):
    words = "αβγ😀δε " * 1000
    article = texts.article(world.project, world.editor, words, title="Long")
    whole = article.current_version.text
    person, found, start = assistant(world.editor), "", 0
    while start is not None:
        part = person.read("read_text", text=str(article.pk), start=start, length=1500)
        assert part["text"] == whole[part["start"] : part["end"]]
        assert all(each["start"] < part["end"] for each in part["segments"])
        found, start = found + part["text"], part["next_start"]
    assert found == whole
    beyond = person.read("read_text", text=str(article.pk), start=10**6)
    assert (beyond["text"], beyond["next_start"]) == ("", None)
    assert person.refused("read_text", text=str(article.pk), version=9)["status"] == 404


@pytest.mark.parametrize(
    ("tool", "arguments", "pointer"),
    [
        ("search", {}, "/query"),
        ("search", {"query": ""}, "/query"),
        ("search", {"query": "x", "types": ["nothing"]}, "/types/0"),
        ("list_incidents", {"cuntry": "ML"}, "/cuntry"),
        ("list_incidents", {"country": ["XX"]}, "/country/0"),
        ("list_incidents", {"country": "ML"}, "/country"),
        ("list_incidents", {"page_size": 51}, "/page_size"),
        ("list_incidents", {"date_after": "someday"}, "?date_after"),
        ("get_record", {"record_type": "incident"}, "/id"),
        ("get_record", {"record_type": "nothing", "id": "x"}, "/record_type"),
        ("list_rows", {"row_type": "casualty", "record": "x"}, "/record"),
        ("read_text", {"text": "x", "length": 20001}, "/length"),
        ("describe_record_type", {"record_type": "nothing"}, "/record_type"),
        ("propose_change", {"record_type": "incident"}, "/base_version"),
    ],
)
def test_wrong_arguments_are_named(assistant, tool, arguments, pointer):
    problem = assistant(UserFactory()).refused(tool, **arguments)
    assert pointer in [each["pointer"] for each in problem["errors"]]
    assert all(each["message"] for each in problem["errors"])


@pytest.mark.parametrize("given", ["x", "../../tokens/", "%2e%2e/", "1 or 1", "\u202e", "a/b"])
def test_an_id_that_is_none_is_refused(assistant, world, given):
    person = assistant(world.people["owner"])
    for tool, arguments in reading_calls(world):
        name = next((each for each in ("id", "text", "record") if each in arguments), None)
        if name:
            problem = person.refused(tool, **(arguments | {name: given}))
            assert problem["errors"][0]["pointer"] == f"/{name}", tool


def test_filters_of_lists_are_those_of_the_api(assistant):
    team = Team()
    team.published(title="In Mali", country="ML")
    team.published(title="In Niger", country="NE")
    person = assistant(team.annotator)
    found = person.read("list_incidents", country=["ML"], state=["published"])
    assert [row["title"] for row in found["results"]] == ["In Mali"]


def test_tools_describe_themselves(assistant):
    found = assistant(UserFactory()).ask("tools/list")["result"]["tools"]
    by_name = {each["name"]: each for each in found}
    assert list(by_name) == list(tools())
    for name, each in by_name.items():
        assert each["annotations"]["readOnlyHint"] is not name.startswith("propose_")
        assert each["annotations"]["destructiveHint"] is False
        assert each["inputSchema"]["additionalProperties"] is False
        assert len(name) <= 64
    writing = {name for name, each in by_name.items() if not each["annotations"]["readOnlyHint"]}
    assert writing == {"propose_record", "propose_change", "propose_row", "propose_withdrawal"}
    filters = by_name["list_incidents"]["inputSchema"]["properties"]
    assert {*operations.records()["incident"].viewset.filterset_class.base_filters} <= {*filters}


def test_a_record_type_is_described_with_its_terms(assistant):
    found = assistant(UserFactory()).read("describe_record_type", record_type="incident")
    assert found["row_types"][:2] == ["participation", "incident_place"]
    fields = found["fields"]["$defs"]["IncidentRequest"]
    assert fields["required"] == ["project", "title"]
    assert "bombing" in json.dumps(found["fields"]["$defs"])
    assert "date" in found["changeable"]
    assert "state" not in found["changeable"]


def test_tools_ask_the_database_no_more_often_for_more_rows(assistant):
    world = World()
    world.grow(1)
    person = assistant(world.people["owner"])

    def asked():
        found = {}
        for number, (tool, arguments) in enumerate(reading_calls(world, world.slug)):
            with CaptureQueriesContext(connection) as queries:
                assert person.call(tool, **arguments)["isError"] is False
            found[number, tool] = len(queries)
        return found

    asked()  # what is looked up once and kept
    few = asked()
    first = dict(world.rows)
    world.grow(8)
    world.rows = first
    many = asked()
    assert {each: (few[each], many[each]) for each in few if many[each] > few[each]} == {}
    assert max(many.values()) <= 60
