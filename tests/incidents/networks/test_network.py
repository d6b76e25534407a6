"""The network of a project: its page, its measures, its filters, and who sees what of it."""

import pytest
from django.test import Client

from incidents.networks import queries
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
API = "/api/v1/network/?project=sahel"


@pytest.fixture
def actors(project):
    return {name: make.ActorFactory(project=project, name=name) for name in "ABCD"}


@pytest.fixture
def ties(actors):
    """A and B, B and C are tied; C and D are said to be; that A and D are is denied."""
    named = [
        ("A", "B", {"kind": "allied_with", "date": "2015/2019"}),
        ("B", "C", {"kind": "sponsors", "date": "2018"}),
        ("C", "D", {"kind": "hosts", "status": "alleged", "claimant_words": "media"}),
        ("A", "D", {"kind": "part_of", "polarity": "denies"}),
        ("B", "D", {"kind": "targets", "status": "rejected", "claimant_words": "media"}),
    ]
    return {
        one + other: make.ActorRelationFactory(subject=actors[one], object=actors[other], **values)
        for one, other, values in named
    }


def measures(api, **more):
    query = "".join(f"&{name}={value}" for name, value in more.items())
    answer = api.get(API + query)
    assert answer.status_code == 200, answer.data
    return {each["name"]: each for each in answer.data["actors"]}, answer.data


def test_only_recorded_ties_count_and_uncertain_ones_apart(api, ties):
    found, data = measures(api)
    assert {name: each["degree"] for name, each in found.items()} == {
        "A": 1, "B": 2, "C": 1, "D": 0,
    }  # fmt: skip
    assert found["B"]["betweenness"] == pytest.approx(1 / 3)
    assert found["C"]["betweenness"] == 0
    assert found["C"]["wider_degree"] == 2
    assert found["C"]["wider_betweenness"] == pytest.approx(2 / 3)
    assert [found[name]["uncertain"] for name in "ABCD"] == [0, 0, 1, 1]
    assert [found[name]["negative"] for name in "ABCD"] == [1, 0, 0, 1]
    assert (data["actor_count"], data["tie_count"], data["is_cut"]) == (4, 5, False)


def test_ties_say_what_they_are(api, ties):
    rows = {each["id"]: each for each in measures(api)[1]["ties"]}
    denied, alleged = rows[ties["AD"].pk.__str__()], rows[str(ties["CD"].pk)]
    assert denied["negative"]
    assert denied["claim"] == ["is not part of"]
    assert alleged["claim"] == ["alleged by media", "no verdict yet"]
    assert alleged["words"] == "C hosts D (alleged by media, no verdict yet)"
    assert rows[str(ties["AB"].pk)]["claim"] == []
    assert not rows[str(ties["AB"].pk)]["directed"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"relation": "sponsors"}, "BC"),
        ({"certainty": "alleged"}, "CD"),
        ({"certainty": "alleged&certainty=rejected"}, "BCD"),
        ({"sign": "no_tie"}, "AD"),
        ({"sign": "tie"}, "ABCD"),
        ({"day": "2016-05-01"}, "AB"),
        ({"day": "2018-05-01"}, "ABC"),
        ({"actor_kind": "state"}, ""),
        ({"country": "ML"}, ""),
    ],
)
def test_filters(api, ties, query, names):
    found, _data = measures(api, **query)
    assert "".join(sorted(found)) == names


def test_ties_without_a_date_are_left_out_of_a_day_and_counted(api, author, ties):
    assert measures(api, day="2018-05-01")[1]["undated"] == 3
    assert measures(api)[1]["undated"] == 0
    page = page_of(signed_in(author).get("/network/?project=sahel&day=2018-05-01"))
    assert "3 ties have no date and are left out" in page


@pytest.mark.parametrize(
    "query", ["day=tomorrow", "relation=operates_in", "certainty=sure", "sign=perhaps", "colour=x"]
)
def test_unreadable_filters_are_named(api, author, ties, query):
    answer = api.get(f"{API}&{query}")
    assert answer.status_code == 400
    assert f"?{query.split('=')[0]}" in str(answer.json()["errors"])
    page = signed_in(author).get(f"/network/?project=sahel&{query}")
    assert page.status_code == 200
    if query != "colour=x":
        assert "This filter cannot be read." in page_of(page)


def test_the_project_has_to_be_named_and_visible(api, ties):
    assert "Name the project" in str(api.get("/api/v1/network/").json())
    for slug in (ProjectFactory().slug, "no-such-project"):
        assert api.get(f"/api/v1/network/?project={slug}").status_code == 404


def test_page_has_the_measures_sorted_and_the_caveat(author, ties):
    browser = signed_in(author)
    page = page_of(browser.get("/network/?project=sahel"))
    assert "Ties that are not recorded are not absent ties." in page
    measured = page.split('id="measures-head"')[1].split("</table>")[0]
    places = [measured.index(f">{name}</a>") for name in "BACD"]
    assert places == sorted(places)
    assert 'aria-sort="descending"' in measured
    by_name = page_of(browser.get("/network/?project=sahel&sort=name"))
    measured = by_name.split('id="measures-head"')[1].split("</table>")[0]
    places = [measured.index(f">{name}</a>") for name in "ABCD"]
    assert places == sorted(places)
    assert page_of(browser.get("/network/?project=sahel&sort=colour"))


def test_menus_offer_what_occurs(author, ties):
    page = page_of(signed_in(author).get("/network/?project=sahel"))
    menus = page.split('class="filters-facets"')[1].split("</form>")[0]
    assert "hosts" in menus
    assert "restrains" not in menus
    assert "hypothesised" not in menus


def test_former_address_leads_to_the_network(author, actors):
    answer = signed_in(author).get("/actors/?project=sahel&view=relations&kind=state&country=ML")
    assert answer.url == "/network/?project=sahel&actor_kind=state&country=ML"


def test_a_merged_actor_is_the_one_it_became(api, project, actors):
    old = make.ActorFactory(project=project, name="Old", merged_into=actors["A"])
    make.ActorRelationFactory(subject=old, object=actors["B"])
    make.ActorRelationFactory(subject=old, object=actors["A"], kind="same_as")
    found, data = measures(api)
    assert set(found) == {"A", "B"}
    assert len(data["ties"]) == 1


def test_hidden_and_withdrawn_actors_and_their_ties_are_absent(project, actors, ties):
    type(project).objects.filter(pk=project.pk).update(visibility="public")
    hidden = make.ActorFactory(
        project=project, name="Jane Roe", kind="individual", person_sensitivity="victim"
    )
    gone = make.ActorFactory(project=project, name="Gone", state="withdrawn")
    anybody = client_of(None)
    before = anybody.get(API).json()
    make.ActorRelationFactory(subject=hidden, object=actors["A"])
    make.ActorRelationFactory(subject=actors["C"], object=gone)
    make.ActorRelationFactory(
        subject=actors["A"], object=actors["C"], status="alleged", claimant=hidden
    )
    assert anybody.get(API).json() == before
    assert "Jane Roe" not in page_of(Client().get("/network/?project=sahel"))
    seen = client_of(member(project, "reader")).get(API).json()
    assert "Jane Roe" in {each["name"] for each in seen["actors"]}


def test_more_actors_than_are_drawn_are_counted(api, author, project, actors, monkeypatch):
    monkeypatch.setattr(queries, "MOST_ACTORS", 3)
    for one, other in ("AB", "AC", "BC", "CD"):
        make.ActorRelationFactory(subject=actors[one], object=actors[other])
    found, data = measures(api)
    assert set(found) == set("ABC")
    assert (data["actor_count"], data["tie_count"], data["is_cut"]) == (4, 4, True)
    page = page_of(signed_in(author).get("/network/?project=sahel"))
    assert "the 3 actors with most relations, of 4, and 3 ties, of 4" in " ".join(page.split())


def test_queries_do_not_grow(author, project, actors, count_queries):
    browser = signed_in(author)

    def count(n):
        for _ in range(n):
            relation = make.ActorRelationFactory(
                subject=make.ActorFactory(project=project), object=actors["A"], kind="sponsors",
                status="alleged", claimant=actors["B"],
            )  # fmt: skip
            make.AllegationFactory(project=project, relation=relation)
        return count_queries(lambda: browser.get("/network/?project=sahel"))

    assert count(2) == count(8)
