"""The export menu of a list exports exactly the rows that the list shows."""

import html
import json
import re
from urllib.parse import parse_qsl

import pytest

from annotations.articles.vocabulary import ANNOTATED
from ctplatform.curation import services
from ctplatform.curation.registry import kind_of
from ctplatform.exchange.registry import exported_resources
from incidents.models import Incident
from tests.factories import annotations as texts
from tests.factories.curation import Team
from tests.factories.world import World

pytestmark = pytest.mark.django_db

LISTS = (
    "incidents",
    "actors",
    "warnings",
    "allegations",
    "assessments",
    "checks",
    "reports",
    "places",
)
ALL = (
    "",
    "search=CNRY",
    "search=nothing",
    "state=published",
    "state=published&state=draft&sort=title",
    "state=withdrawn",
)
MORE = {
    "incidents": (
        "country=AF&country=PK&view=table",
        "date_after=2024-01-01&date_before=2024-12-31",
        "attack_type=bombing&cursor=nonsense",
    ),
    "assessments": ("kind=forecast&past_horizon=true",),
    "warnings": ("heeded=no",),
}
"""{list: query strings of filters that it has beside those of all}."""
LIBRARY = (
    "",
    "q=CNRY",
    "published=2024",
    "language=en",
    "marking=clear&sort=title",
    *(f"marks={name}" for name, _words in ANNOTATED),
)


@pytest.fixture
def world(client):
    world = World()
    world.grow(1)
    Incident.objects.filter(pk=world.rows["incidents"].pk).update(state="withdrawn")
    client.force_login(world.people["owner"])
    return world


def menu_address(page) -> str:
    """The address of the export as JSONL; "" if the page offers none."""
    found = re.search(r'href="([^"]*/export/\?format=jsonl[^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def exported(client, address) -> set[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode()
    return {json.loads(line)["id"] for line in text.splitlines() if line}


def test_lists_export_what_they_show(client, world):
    for noun in LISTS:
        for query in (*ALL, *MORE.get(noun, ())):
            answer = client.get(f"/{noun}/?project={world.project.slug}&{query}")
            assert answer.status_code == 200
            shown = {str(row.pk) for row in answer.context["object_list"]}
            address = menu_address(answer.content.decode())
            assert bool(address) == bool(shown), (noun, query)
            assert not shown or exported(client, address) == shown, (noun, query)
    withdrawn = str(world.rows["incidents"].pk)
    page = client.get(f"/incidents/?project={world.project.slug}").content.decode()
    assert withdrawn not in exported(client, menu_address(page))


def test_the_list_of_sources_exports_what_it_shows(client, world):
    for query in ("", "search=CNRY", "search=nothing", "sort=kind"):
        answer = client.get(f"/sources/?project={world.project.slug}&{query}")
        shown = {str(row.pk) for row in answer.context["object_list"]}
        address = menu_address(answer.content.decode())
        assert bool(address) == bool(shown), query
        assert not shown or exported(client, address) == shown, query


def test_the_library_exports_what_it_shows(client, world):
    texts.article(world.project, world.people["owner"], "Another one.", published="2024-03")
    for query in LIBRARY:
        answer = client.get(f"/articles/?project={world.project.slug}&{query}")
        shown = {str(row.pk) for row in answer.context["rows"]}
        assert exported(client, menu_address(answer.content.decode())) == shown, query


def test_the_page_of_exports_keeps_the_filters_of_the_library(client, world):
    project = world.project.slug
    page = client.get(f"/articles/?project={project}&language=en&q=CNRY").content.decode()
    (address,) = re.findall(r'href="(/annotation-exports/[^"]*)"', page)
    page = client.get(html.unescape(address)).content.decode()
    hidden = dict(re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    assert hidden == {"project": project, "language": "en", "search": "CNRY"}
    assert "Only the texts that the library was filtered by." in page
    answer = client.get("/annotation-exports/", hidden | {"format": "brat"})
    path, _mark, query = answer["Location"].partition("?")
    assert (path, dict(parse_qsl(query))) == ("/exports/articles/brat/", hidden)
    assert client.get(answer["Location"]).status_code == 200


def test_everything_that_can_be_exported_has_a_menu(client, world):
    page = client.get(f"/exports/?project={world.project.slug}").content.decode()
    addresses = re.findall(r'href="([^"]*/export/\?format=jsonl[^"]*)"', page)
    assert len(addresses) == len(set(exported_resources()))
    for address in addresses:
        asked = html.unescape(address)
        assert asked.endswith(f"&project={world.project.slug}")
        assert exported(client, asked) or "checks" in asked
    for noun in ("comments", "links", "annotations", "verdicts"):
        (address,) = [each for each in addresses if each.startswith(f"/api/v1/{noun}/")]
        assert str(world.rows[noun].pk) in exported(client, html.unescape(address))


def test_the_page_of_exports_is_in_the_menu(client, world):
    address = f'href="/exports/?project={world.project.slug}"'
    assert address in client.get(f"/incidents/?project={world.project.slug}").content.decode()
    page = client.get(f"/exports/?project={world.project.slug}").content.decode()
    for words in ("History of all records", "Every change that was applied.", "Casualty estimates"):
        assert f">{words}<" in page
    client.logout()
    world.project.visibility = "public"
    world.project.save()
    assert address in client.get(f"/incidents/?project={world.project.slug}").content.decode()


def test_the_history_of_a_record_and_of_a_row_is_exported_whole(client):
    team = Team()
    incident = team.published(title="Attack")
    row = team.casualty(team.candidate(title="Another"))
    client.force_login(team.owner)
    for target_type, pk in (("incident", incident.pk), (kind_of(row).key, row.pk)):
        answer = client.get(f"/history/{target_type}/{pk}/")
        shown = {str(row.pk) for row, _lines, _passages in answer.context["rows"]}
        assert shown, target_type
        assert exported(client, menu_address(answer.content.decode())) == shown


def test_the_history_of_a_merged_record_is_exported_with_it(client):
    team = Team()
    kept, merged = team.candidate(title="Kept"), team.candidate(title="Merged")
    services.merge(merged, kept, by=team.editor, reason="The same.")
    client.force_login(team.owner)
    answer = client.get(f"/history/incident/{kept.pk}/")
    shown = {str(row.pk) for row, _lines, _passages in answer.context["rows"]}
    assert len({row.root_id for row, *_rest in answer.context["rows"]}) == 2
    assert exported(client, menu_address(answer.content.decode())) == shown
