"""Lists of the register: sorted at any depth, counted as the reader sees them, acted on at once."""

import itertools
import re

import pytest
from django.http import QueryDict
from django.utils import timezone

from ctplatform.lists.services import save_view
from incidents.models import Incident
from tests.ctplatform.rest.client import Api
from tests.factories.curation import Team, versions_of
from tests.factories.incidents import ActorFactory, AssessmentFactory, IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LINK = re.compile(r'href="/incidents/([0-9a-f-]{36})/"')


def page(client, team, query=""):
    answer = client.get(f"/incidents/?project={team.project.slug}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def many(client):
    """120 incidents with ties, of which 20 have no date."""
    team = Team()
    dates = [None, "2013-01", "2013-01", "2014", "2015-02-03", "2013-01-16"]
    for number in range(120):
        IncidentFactory(
            project=team.project,
            created_by=team.author,
            title=f"Attack {number % 7}",
            date=dates[number % 6],
            country=("ML", "NE", None)[number % 3],
            lifecycle=("completed", None)[number % 2],
            killed_figure=(3, None, 0)[number % 3],
            attack_types=(["bombing"], ["bombing", "armed_assault"], None)[number % 3],
        )
    client.force_login(team.author)
    return team


def test_the_links_of_the_pages_show_every_row_once_whatever_the_order(client, many):
    """Every order of every list is held against its rows in test_orders; this walks the links."""
    for column, query in (("date_latest", "&sort=date"), ("killed_figure", "&sort=-killed")):
        seen, falls = [], "-" in query
        for _page in range(5):
            html = page(client, many, query)
            seen += LINK.findall(html)
            found = re.search(r'href="\?([^"]*)" rel="next"', html)
            if not found:
                break
            query = "&" + found[1].replace("&amp;", "&").split("&", 1)[-1]
            query = re.sub(r"project=[^&]*&?", "", query)
        assert len(seen) == len(set(seen)) == 120
        rows = {str(row.pk): row for row in Incident.objects.all()}
        values = [getattr(rows[pk], column) for pk in seen]
        known = [value for value in values if value is not None]
        assert values[: len(known)] == known == sorted(known, reverse=falls)
        assert len(known) < 120


@pytest.mark.parametrize("query", ["&cursor=nonsense", "&sort=nothing", "&cursor=WzAsMSwieCJd"])
def test_a_strange_order_or_cursor_shows_the_first_page(client, many, query):
    assert LINK.findall(page(client, many, query)) == LINK.findall(page(client, many))


def test_facets_count_under_all_other_filters(many):
    api = Api(many.reader)
    at = f"incidents/facets/?project={many.project.slug}"
    whole = api.get(at).json()
    assert whole["total"] == 120
    assert {row["value"]: row["count"] for row in whole["facets"]["country"]} == {
        "ML": 40,
        "NE": 40,
        None: 40,
    }
    assert {row["value"]: row["count"] for row in whole["facets"]["attack_type"]} == {
        "bombing": 80,
        "armed_assault": 40,
    }
    mali = api.get(f"{at}&country=ML").json()
    assert mali["total"] == 40
    assert {row["value"]: row["count"] for row in mali["facets"]["country"]}["NE"] == 40
    assert mali["facets"]["attack_type"] == [{"value": "bombing", "count": 40}]
    assert sum(row["count"] for row in mali["facets"]["lifecycle"]) == 40
    for value in ("ML", "NE"):
        listed = api.get(f"incidents/?project={many.project.slug}&country={value}&page_size=200")
        assert len(listed.json()["results"]) == 40
    api.get(f"{at}&colour=red", status=400)


def test_facets_tell_of_nothing_that_is_hidden(client):
    team = Team(visibility="public")
    team.published(country="ML")
    lifted = timezone.now() + timezone.timedelta(days=1)
    team.published(country="NE", embargo_until=lifted)
    at = f"incidents/facets/?project={team.project.slug}"
    assert Api(team.editor).get(at).json()["total"] == 2
    for api in (Api(team.reader), Api(None)):
        found = api.get(at).json()
        assert found["total"] == 1
        assert found["facets"]["country"] == [{"value": "ML", "count": 1}]
    client.force_login(team.reader)
    html = page(client, team, "&part=facets")
    assert "<span>1 event</span>" in html
    assert "Niger" not in html


def test_markings_filter_and_are_counted_among_what_one_sees(client):
    team = Team()
    for marking, n in (("clear", 3), ("amber+strict", 2), ("red", 1)):
        own = {"project": team.project, "created_by": team.author, "marking": marking}
        IncidentFactory.create_batch(n, **own)
        ActorFactory.create_batch(n, **own)
        AssessmentFactory.create_batch(n, **own)
    seen = {
        team.reader: {"clear": 3},
        team.annotator: {"clear": 3, "amber+strict": 2},
        team.owner: {"clear": 3, "amber+strict": 2, "red": 1},
    }
    view = save_view(
        by=team.annotator,
        project=team.project,
        list="incidents",
        title="Inside",
        query="marking=amber%2Bstrict&sort=-killed",
    )
    assert view.query == "marking=amber%2Bstrict&sort=-killed"
    for person, noun in itertools.product(seen, ("incidents", "actors", "assessments")):
        api, at = Api(person), f"{noun}/%s?project={team.project.slug}"
        counts = api.get(at % "facets/").json()["facets"]["marking"]
        assert {row["value"]: row["count"] for row in counts} == seen[person]
        for marking in ("clear", "amber+strict", "red"):
            found = api.get(at % "", {"marking": marking}).json()["results"]
            assert len(found) == seen[person].get(marking, 0)
            assert {row["marking"] for row in found} <= {marking}
        api.get(at % "" + "&marking=pink", status=400)
        client.force_login(person)
        menus = client.get(f"/{noun}/?project={team.project.slug}&part=facets").content.decode()
        assert ("TLP:RED" in menus) == ("red" in seen[person])
        assert ("marking=amber%2Bstrict" in menus) == ("amber+strict" in seen[person])
        path = view.address.replace("incidents", noun)
        boxes = client.get(path).content.decode().count("data-row")
        assert boxes == seen[person].get("amber+strict", 0)


def test_the_page_counts_after_it_is_shown(client, many):
    html = page(client, many, "&country=ML")
    assert "part=facets" in html
    assert "40 events" not in html.split("<main")[1].split("</form>")[0]
    counted = page(client, many, "&country=ML&part=facets")
    assert "<span>40 events</span>" in counted
    assert "part=facets" not in counted


def test_a_filter_names_each_of_its_values_and_takes_each_away_by_itself(client):
    team = Team()
    for lifecycle in ("completed", "foiled", "failed", None):
        IncidentFactory(project=team.project, created_by=team.author, lifecycle=lifecycle)
    client.force_login(team.author)
    query = "&lifecycle=foiled&lifecycle=completed&lifecycle=foiled&search=a&country=&sort=title"
    for part in ("", "&part=facets"):
        html = page(client, team, query + part)
        chip = html.split('data-filter="lifecycle"')[1].split('data-filter="')[0]
        clears = dict(re.findall(r'href="([^"]*)" aria-label="Clear Attack status: ([^"]+)"', chip))
        left = {words: values_of(href, "lifecycle") for href, words in clears.items()}
        assert left == {"foiled": ["completed"], "carried out": ["foiled"]}
        assert {values_of(href, "search")[0] for href in clears} == {"a"}
        menu = re.findall(
            r'<a href="([^"]*)"( aria-current="true")?><span dir="auto">([^<]+)<', chip
        )
        assert {words for _href, current, words in menu if current} == {"foiled", "carried out"}
        offered = {words: values_of(href, "lifecycle") for href, _current, words in menu}
        assert offered["foiled"] == ["completed"]
        assert offered["failed"] == ["foiled", "completed", "failed"]
    kept = re.findall(r'type="hidden" name="lifecycle" value="(\w+)"', page(client, team, query))
    assert kept == ["foiled", "completed", "foiled"]


def values_of(href, name):
    return QueryDict(href.removeprefix("?").replace("&amp;", "&")).getlist(name)


def test_of_a_filter_that_takes_one_value_the_last_is_named(client):
    team = Team()
    for title in ("One", "Two"):
        team.published(title=title)
    client.force_login(team.author)
    html = page(client, team, "&unsourced=false&unsourced=true")
    assert '<summary>Sourcing <b dir="auto">a core field has no passage</b></summary>' in html
    chip = html.split('data-filter="unsourced"')[1].split('data-filter="')[0]
    cleared = re.search(r'href="([^"]*)" aria-label="Clear Sourcing"', chip)[1]
    assert values_of(cleared, "unsourced") == []
    assert len(LINK.findall(html)) == 2


def test_several_countries_and_several_types_are_any_of_them(client):
    team = Team()
    for country, types in [
        ("ML", ["bombing"]),
        ("NE", ["hijacking", "bombing"]),
        ("TD", ["armed_assault"]),
        ("XK", ["facility_attack"]),
        (None, None),
    ]:
        IncidentFactory(
            project=team.project, created_by=team.author, country=country, attack_types=types
        )
    client.force_login(team.author)
    for query, found in [
        ("country=ML&country=TD", ["ML", "TD"]),
        ("country=XK&country=", ["XK"]),
        ("attack_type=hijacking&attack_type=armed_assault", ["NE", "TD"]),
        ("attack_type=bombing", ["ML", "NE"]),
        ("country=ML&country=NE&attack_type=hijacking", ["NE"]),
    ]:
        at = f"incidents/?project={team.project.slug}&{query}"
        listed = Api(team.author).get(at).json()["results"]
        assert sorted(row["country"] for row in listed) == found
        assert len(LINK.findall(page(client, team, f"&{query}"))) == len(found)
    wrong = Api(team.author).get(
        f"incidents/?country=ML&country=Mali&project={team.project.slug}", status=400
    )
    assert "Mali" in wrong.content.decode()


# Many at once -------------------------------------------------------------------------------------


def act(client, team, records, **given):
    address = f"/incidents/many/?project={team.project.slug}"
    versions = versions_of(*records)
    return client.post(address, {"record": [str(row.pk) for row in records], **versions, **given})


def test_many_are_published_but_ones_own(client):
    team = Team()
    mine, theirs = team.candidate(by=team.reviewer), team.candidate()
    client.force_login(team.reviewer)
    answer = act(client, team, [mine, theirs], act="publish")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "a second person must publish it" in html
    assert set(Incident.objects.filter(state="published")) == {theirs}


def test_more_than_one_act_takes_is_refused_and_says_how_many(client, monkeypatch):
    monkeypatch.setattr("incidents.records.views.bulk_actions.MOST", 1)
    team = Team()
    rows = [team.candidate(), team.candidate()]
    client.force_login(team.reviewer)
    answer = act(client, team, rows, act="publish")
    said = "One action takes at most 1 records, and 2 are selected." in answer.content.decode()
    assert (answer.status_code, said) == (400, True)
    assert not Incident.objects.filter(state="published").exists()


def test_a_field_is_set_in_many_at_once_or_proposed(client):
    team = Team()
    candidate, published = team.candidate(), team.published()
    client.force_login(team.author)
    html = act(
        client, team, [candidate, published], act="change", change="lifecycle:foiled", reason="All."
    ).content.decode()
    assert "waits for review" in html
    candidate.refresh_from_db()
    published.refresh_from_db()
    assert (candidate.lifecycle, published.lifecycle) == ("foiled", None)


def test_a_marking_is_set_in_many_and_the_way_back_keeps_the_filters(client):
    team = Team()
    candidate, published = team.candidate(), team.published(marking="amber")
    client.force_login(team.owner)
    html = page(client, team, "&sort=-killed&state=candidate")
    action = re.search(r'action="(/incidents/many/[^"]*)"', html)[1].replace("&amp;", "&")
    given = {"record": [candidate.pk, published.pk], "act": "change"}
    given |= versions_of(candidate, published)
    html = client.post(action, given | {"change": "marking:amber+strict"}).content.decode()
    back = re.search(r'<a href="([^"]*)" data-key="b"', html)[1].replace("&amp;", "&")
    assert back == f"/incidents/?project={team.project.slug}&sort=-killed&state=candidate"
    candidate.refresh_from_db()
    assert candidate.marking == "amber+strict"
    assert "waits for review" in html
    given |= versions_of(candidate, published)
    html = client.post(action, given | {"change": "marking:pink"}).content.decode()
    assert html.count("refused:") == 2


@pytest.mark.parametrize(
    "given",
    [
        {"act": "change", "change": "title:X"},
        {"act": "change", "change": "lifecycle:"},
        {"act": "change"},
        {"act": "explode"},
        {},
    ],
)
def test_what_is_no_act_is_refused_and_does_nothing(client, given):
    team = Team()
    incident = team.candidate()
    client.force_login(team.author)
    assert act(client, team, [incident], **given).status_code == 400
    incident.refresh_from_db()
    assert incident.version == 1


def test_an_unknown_value_is_said_of_each(client):
    team = Team()
    client.force_login(team.author)
    html = act(
        client, team, [team.candidate()], act="change", change="lifecycle:no"
    ).content.decode()
    assert "refused:" in html


@pytest.mark.parametrize("pk", ["x", "0192b0c0-0000-7000-8000-000000000000", "'" * 36])
def test_records_that_are_not_there_or_hidden_are_not_touched(client, pk):
    team, other = Team(), Team()
    hidden = other.candidate()
    client.force_login(team.owner)
    address = f"/incidents/many/?project={team.project.slug}"
    answer = client.post(address, {"record": [pk, str(hidden.pk)], "act": "withdraw"})
    assert answer.status_code == 400
    hidden.refresh_from_db()
    assert hidden.state == "candidate"
