"""A passage that states another value supports nothing: on the page, in lists, counts and API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.articles.services import articles
from annotations.links.services.compared_values import compare_marked_links
from annotations.links.services.links import change_link, remove_link
from annotations.models import PassageLink
from ctplatform.curation.services import change_record
from ctplatform.curation.services.bulk.edit_types import Change
from ctplatform.curation.services.bulk.edits import apply_edits
from ctplatform.curation.services.merging import merge, unmerge
from ctplatform.domain_errors import Conflict
from incidents.models import ActorAlias, CasualtyEstimate
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
LINKS_UPDATED = f'UPDATE "{PassageLink._meta.db_table}"'
QUOTES = iter(texts.TEXT.split() * 20)


@pytest.fixture
def team():
    return Team("open")


@pytest.fixture
def text(team):
    return texts.article(team.project, team.owner, published="2024-04-13")


@pytest.fixture
def reads(team, client):
    """What each place says of a published record: whether a core field is unsourced."""

    def read(record, noun="incidents"):
        client.force_login(team.owner)
        query = {"project": team.project.slug}
        api = Api(team.owner)
        listed = {
            value: [
                row["id"]
                for row in api.get(f"{noun}/", query | {"unsourced": value}).json()["results"]
            ]
            for value in ("true", "false")
        }
        page = client.get(f"/{noun}/{record.pk}/").content.decode()
        home = client.get("/", query).content.decode()
        rows = client.get(f"/{noun}/", query).content.decode()
        found = client.get(f"/{noun}/", query | {"unsourced": "true"}).content.decode()
        said = {
            "page": "No passage yet for:" in page,
            "list": "unsourced field<" in rows,
            "filter": str(record.pk) in found.split("<tbody", 1)[-1],
            "home": "with an unsourced field" in home,
            "API": str(record.pk) in listed["true"],
            "API, the rest": str(record.pk) not in listed["false"],
        }
        assert len(set(said.values())) == 1, said
        return said["page"]

    return read


def state(team, text, record, field, stated, kind="incident", **values):
    passage = texts.annotation(text, team.owner, next(QUOTES))
    values = {"role": "supports", "field": field, "stated_value": stated} | values
    return texts.link(passage, record, team.owner, kind, **values)


def published(team, **values):
    values = {"date": "2024-03", "lifecycle": None, "title": "Siege"} | values
    return make.IncidentFactory(
        project=team.project, created_by=team.owner, published=True, **values
    )


@pytest.mark.parametrize(
    ("values", "field", "held", "other"),
    [
        ({}, "date", "March 2024", "22 March 2023"),
        ({}, "date", "last month", "2020"),
        ({"date": None, "lifecycle": "foiled"}, "lifecycle", "foiled", "completed"),
        (
            {"date": None, "attack_types": ["bombing"]},
            "attack_types",
            "Bombing or explosion",
            "hostage_kidnapping",
        ),
    ],
)
def test_everywhere_a_rival_leaves_its_field_unsourced(
    team, text, reads, values, field, held, other
):
    record = published(team, **values)
    assert reads(record)
    rival = state(team, text, record, field, other)
    assert reads(record)
    state(team, text, record, field, held)
    assert not reads(record)
    remove_link(rival, by=team.owner)
    assert not reads(record)


def test_figures_names_and_sizes_are_compared_too(team, text, reads):
    record = published(team, date=None)
    make.CasualtyEstimateFactory(
        incident=record, kind="killed", low=151, best=None, high=None, stated="more than 150"
    )
    link = state(team, text, record, "killed", "40 to 50")
    assert reads(record)
    change_link(link, {"stated_value": "more than 150"}, by=team.owner)
    assert not reads(record)
    actor = make.ActorFactory(project=team.project, published=True, name="The Group")
    state(team, text, actor, "name", "Another Name", "actor", role="mentions")
    make.ActorSizeEstimateFactory(actor=actor, low=2000, best=None, high=None)
    size = state(team, text, actor, "sizes", {"low": 100, "high": 200}, "actor")
    assert reads(actor, "actors")
    change_link(size, {"stated_value": {"low": 2000}}, by=team.owner)
    assert not reads(actor, "actors")


def test_a_change_of_the_record_is_compared_with_its_passages_at_once(team, text, reads):
    record = published(team)
    state(team, text, record, "date", "March 2024")
    assert not reads(record)
    change_record(record, {"date": "2023-12"}, by=team.owner)
    assert reads(record)
    record.refresh_from_db()
    change_record(record, {"date": "2024-03"}, by=team.owner)
    assert not reads(record)


def test_a_changed_row_of_the_record_is_compared_as_well(team, text, reads):
    record = published(team, date=None)
    row = make.CasualtyEstimateFactory(incident=record, kind="killed", low=None, best=12, high=None)
    state(team, text, record, "killed", "12")
    assert not reads(record)
    change_record(row, {"best": 30}, by=team.owner)
    assert reads(record)
    assert CasualtyEstimate.objects.get().best == 30


def test_another_name_of_an_actor_and_another_date_of_a_text_are_compared_by_a_worker(
    team, text, reads
):
    actor = make.ActorFactory(project=team.project, name="Islamic State Khorasan Province")
    record = published(team)
    make.ParticipationFactory(incident=record, actor=actor)
    named = state(team, text, record, "perpetrator", "ISKP")
    dated = state(team, text, record, "date", "last month")
    assert reads(record)
    make.ActorAliasFactory(actor=actor, text="ISKP")
    alias = ActorAlias.objects.get()
    change_record(alias, {"text": "ISKP", "language": "en"}, by=team.owner)
    assert compare_marked_links() == 1
    assert not reads(record)
    assert compare_marked_links() == 0
    articles.change_article(text, {"published": "2023-01-10"}, by=team.owner)
    assert compare_marked_links() == 2
    assert reads(record)
    for link, is_rival in ((named, False), (dated, True)):
        link.refresh_from_db()
        assert link.states_another_value is is_rival


def test_links_of_many_renamed_records_are_marked_with_as_many_queries_as_those_of_two(team, text):
    actors = make.ActorFactory.create_batch(4, project=team.project)
    places = make.PlaceFactory.create_batch(4, project=team.project)
    record = published(team)
    for actor, place in zip(actors, places, strict=True):
        make.ParticipationFactory(incident=record, actor=actor)
        place_of = make.IncidentFactory(project=team.project, place=place, created_by=team.owner)
        state(team, text, place_of, "place", "Kunduz")
    state(team, text, record, "perpetrator", "ISKP")
    for rows, marked in ((actors, 1), (places, 4)):
        asked = []
        for some in (rows[:2], rows):
            edits = [Change(row, {"name": f"Row {n} of {len(some)}"}) for n, row in enumerate(some)]
            with CaptureQueriesContext(connection) as queries:
                found = apply_edits(edits, by=team.owner)
            assert all(each.revision for each in found)
            asked.append(sum(each["sql"].startswith(LINKS_UPDATED) for each in queries))
            for row in some:
                row.refresh_from_db()
            waiting = PassageLink.objects.filter(states_another_value=None).count()
            assert compare_marked_links() == waiting
        assert (asked[0], waiting) == (asked[1], marked)


def test_passages_of_a_merged_record_are_compared_with_what_stands_for_it(team, text, reads):
    kept = published(team)
    gone = published(team, date="2023-12")
    state(team, text, gone, "date", "December 2023")
    assert reads(kept) is True
    merge(gone, kept, by=team.owner)
    assert reads(kept)
    kept.refresh_from_db()
    change_record(kept, {"date": "2023-12"}, by=team.owner)
    assert not reads(kept)
    gone.refresh_from_db()
    unmerge(gone, by=team.owner)
    link = PassageLink.objects.get()
    assert link.states_another_value is False


def test_a_rival_is_taken_away_freely_and_does_not_replace_the_last_support(team, text):
    record = published(team)
    held = state(team, text, record, "date", "March 2024")
    rival = state(team, text, record, "date", "2020")
    with pytest.raises(Conflict):
        remove_link(held, by=team.owner)
    remove_link(rival, by=team.owner)


def test_links_from_before_are_compared_by_a_worker(team, text, reads):
    record = published(team)
    state(team, text, record, "date", "2020")
    state(team, text, record, "title", "Siege")
    PassageLink.objects.update(states_another_value=None)
    assert compare_marked_links() == 2
    assert reads(record)
    assert not PassageLink.objects.filter(states_another_value=None).exists()


def test_the_list_asks_as_often_however_many_passages_state_values(team, text, client):
    client.force_login(team.owner)
    address = f"/incidents/?project={team.project.slug}&unsourced=true"
    state(team, text, published(team), "date", "2020")
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for _ in range(6):
        state(team, text, published(team), "date", "2020")
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) <= len(before)
