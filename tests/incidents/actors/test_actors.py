"""Actors in depth: kinds over time, names that several share, sizes, people who are protected."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from ctplatform.curation.services import change_record, create_record
from incidents.models import Actor, ActorAlias, ActorKindPeriod, ActorSizeEstimate, Participation
from incidents.services import actors_named, add_size, create_actor
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_models import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def taliban(project, author):
    actor = make.ActorFactory(
        project=project, created_by=author, name="Afghan Taliban", kind="de_facto_authority"
    )
    make.ActorKindPeriodFactory(actor=actor, kind="armed_group", date="1994/2021-08-15")
    make.ActorKindPeriodFactory(actor=actor, kind="de_facto_authority", date="2021-08-15/..")
    make.ActorAliasFactory(actor=actor, text="Taliban", kind="self_designation")
    make.ActorAliasFactory(actor=actor, text="طالبان", language="ps", script="Arab")
    return actor


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2019-06-01", "armed_group"),
        ("2021-08-14", "armed_group"),
        ("2021-08-15", "de_facto_authority"),
        ("2024-04-13", "de_facto_authority"),
        ("1980-01-01", "de_facto_authority"),  # no period: what it is today
    ],
)
def test_an_actor_changes_its_kind_on_a_day(taliban, day, kind):
    day = dt.date.fromisoformat(day)

    assert taliban.kind_at(day) == kind
    assert Actor.objects.with_kind_on(day).get(pk=taliban.pk).kind_then == kind


def test_the_list_asks_for_the_kind_of_a_day(api, project, taliban):
    make.ActorFactory(project=project, kind="armed_group", name="ISKP")

    def names(**query):
        answer = api.get("/api/v1/actors/", {"project": "sahel", **query})
        assert answer.status_code == 200, answer.data
        return {row["name"] for row in answer.data["results"]}

    assert names(kind="armed_group") == {"ISKP"}
    assert names(kind="armed_group", kind_at="2019-06-01") == {"ISKP", "Afghan Taliban"}
    assert names(kind="armed_group", kind_at="2022-01-01") == {"ISKP"}
    assert names(alias="TALIBAN") == names(alias="طالبان") == {"Afghan Taliban"}
    assert names(alias="Talib") == set()
    assert api.get("/api/v1/actors/?kind_at=soon").status_code == 400


def test_a_kind_period_says_when(api, taliban):
    row = {"actor": str(taliban.pk), "kind": "armed_group"}

    answer = api.post("/api/v1/actor-kinds/", row, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/date"
    made = api.post("/api/v1/actor-kinds/", row | {"date": "1994/1996"}, format="json")
    assert made.status_code == 201, made.data
    assert made.data["date_earliest"] == "1994-01-01"
    refused(
        lambda: ActorKindPeriod.objects.filter(pk=made.data["id"]).update(date=None),
        "a_kind_period_has_a_date",
    )
    found = api.get("/api/v1/actor-kinds/", {"actor": taliban.pk, "day": "1995-05-05"})
    assert [each["kind"] for each in found.data["results"]] == ["armed_group", "armed_group"]


def test_a_name_that_several_share_is_answered_with_all_of_them(api, project, taliban):
    other = make.ActorFactory(
        project=project, name="Tehreek-e-Taliban Pakistan", country="PK", active="2007/.."
    )
    make.ActorAliasFactory(actor=other, text="Taliban", kind="exonym")
    make.ActorAliasFactory(actor=make.ActorFactory(name="Elsewhere"), text="Taliban")

    answer = api.get("/api/v1/actors/named/", {"name": "taliban", "project": "sahel"})

    assert answer.status_code == 200
    assert answer.data["ambiguous"] is True
    assert "choose one" in answer.data["advice"]
    matches = {row["name"]: row for row in answer.data["matches"]}
    assert matches.keys() == {"Afghan Taliban", "Tehreek-e-Taliban Pakistan"}
    apart = matches["Tehreek-e-Taliban Pakistan"]["apart"]
    assert apart == "armed group · Pakistan · from 2007, onwards"
    assert matches["Afghan Taliban"]["matched_kind"] == "self_designation"

    only = api.get("/api/v1/actors/named/", {"name": "Afghan Taliban", "project": "sahel"})
    assert (only.data["ambiguous"], len(only.data["matches"])) == (False, 1)
    for query in ({}, {"name": "x"}, {"name": " ", "project": "sahel"}, {"nam": "x"}):
        assert api.get("/api/v1/actors/named/", query).status_code == 400
    gone = {"name": "x", "project": ProjectFactory().slug}
    assert api.get("/api/v1/actors/named/", gone).status_code == 404


def test_a_name_that_means_a_place_as_well_says_so(api, project):
    actor = make.ActorFactory(project=project, name="Government of Russia")
    make.ActorAliasFactory(actor=actor, text="Moscow", kind="exonym", ambiguous=True)

    answer = api.get("/api/v1/actors/named/", {"name": "Moscow", "project": "sahel"}).data

    assert (answer["ambiguous"], len(answer["matches"])) == (True, 1)
    assert "make sure" in answer["advice"]


def test_lookup_costs_the_same_for_many(project, author, django_assert_max_num_queries):
    def asked(many):
        for _ in range(many):
            make.ActorAliasFactory(actor=make.ActorFactory(project=project), text="Front")
        with django_assert_max_num_queries(6) as queries:
            assert len(actors_named("front", project=project, user=author)) >= many
        return len(queries)

    assert asked(1) == asked(8)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wikidata", "42418"),
        ("wikidata", "Q0"),
        ("wikidata", "q42"),
        ("acled_inter", 9),
        ("acled_inter", 0),
        ("ucdp_actor_id", -1),
        ("founded", "2023-02-29"),
        ("person_sensitivity", "secret"),
        ("person_sensitivity", "private"),
        ("country", "XX1"),
    ],
)
def test_bad_values_are_refused_at_their_field(api, project, field, value):
    body = {"project": "sahel", "name": "Group", "kind": "armed_group", field: value}

    answer = api.post("/api/v1/actors/", body, format="json")

    assert answer.status_code == 400, answer.data
    assert not Actor.objects.exists()
    assert {error["pointer"] for error in answer.json()["errors"]} == {f"/{field}"}


def test_an_actor_does_not_end_before_it_is_founded(project, author):
    values = {"project": project, "name": "Group", "founded": "2015", "ended": "2014-12"}

    with pytest.raises(ValidationError) as refusal:
        create_actor(values, by=author)

    assert refusal.value.message_dict.keys() == {"ended"}
    assert create_actor(values | {"ended": "2015"}, by=author).record.ended == "2015"


def test_one_wikidata_item_is_one_actor_of_a_project(project, author):
    create_actor({"project": project, "name": "A", "wikidata": "Q42418"}, by=author)

    with pytest.raises(ValidationError, match="Another actor"):
        create_actor({"project": project, "name": "B", "wikidata": "Q42418"}, by=author)
    make.ActorFactory(wikidata="Q42418")


def test_aliases_come_with_language_and_script(project, author):
    named = [{"text": "ولایت خراسان", "language": "fa", "script": "Arab"}, "IS-K"]

    actor = create_actor({"project": project, "name": "ISKP"}, by=author, aliases=named).record

    kept = actor.aliases.order_by("id").values_list("text", "language", "script")
    assert list(kept) == [("ولایت خراسان", "fa", "Arab"), ("IS-K", None, None)]
    for wrong in ({"language": "Persian!"}, {"script": "arabic"}):
        with pytest.raises(ValidationError):
            create_record(ActorAlias, {"actor": actor, "text": "x", **wrong}, by=author)


def test_a_size_is_read_from_words_and_keeps_its_open_side(project, author):
    actor = create_actor({"project": project, "name": "ISKP"}, by=author).record

    size = add_size({"actor": actor, "stated": "more than 3,000", "date": "2024"}, by=author).record

    assert (size.low, size.best, size.high) == (3001, None, None)
    assert (str(size), size.date_latest) == ("more than 3000 members", dt.date(2024, 12, 31))
    with pytest.raises(ValidationError):
        add_size({"actor": actor}, by=author)
    with pytest.raises(ValidationError):
        add_size({"actor": actor, "low": 5, "high": 2}, by=author)
    refused(lambda: make.ActorSizeEstimateFactory(low=5, high=2), "size_low_is_at_most")
    assert ActorSizeEstimate.objects.filter(actor=actor).count() == 1


@pytest.mark.parametrize("sensitivity", ["suspect_unconvicted", "victim", "private", "minor"])
def test_a_protected_person_is_seen_by_members_alone(sensitivity):
    project = ProjectFactory(slug="open", visibility="public")
    person = make.ActorFactory(
        project=project, kind="individual", name="Jane Doe", person_sensitivity=sensitivity
    )
    make.ActorAliasFactory(actor=person, text="J. D.")
    group = make.ActorFactory(project=project)
    make.ActorRelationFactory(subject=group, object=person, kind="restrains")
    make.ParticipationFactory(
        incident=make.IncidentFactory(project=project), actor=person, role="target"
    )
    reader, stranger = member(project, "reader"), member(ProjectFactory(), "owner")

    for user, seen in ((reader, 1), (stranger, 0), (AnonymousUser(), 0)):
        assert Actor.objects.visible_to(user).filter(pk=person.pk).count() == seen
        assert ActorAlias.objects.visible_to(user).count() == seen
        assert group.relations.visible_to(user).count() == seen
        assert Participation.objects.visible_to(user).count() == seen
    outside = client_of(stranger)
    for path in (
        "actors/",
        "actors/export/?format=csv",
        "actors/?search=jane",
        "actors/?alias=j. d.",
    ):
        answer = outside.get(f"/api/v1/{path}")
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Jane" not in told, path
    assert outside.get(f"/api/v1/actors/{person.pk}/").status_code == 404


def test_an_official_is_seen_by_all():
    project = ProjectFactory(visibility="public")
    make.ActorFactory(project=project, kind="individual", person_sensitivity="public_figure")

    assert Actor.objects.visible_to(AnonymousUser()).count() == 1


def test_a_change_of_kind_takes_the_sensitivity_along(project, author):
    values = {"project": project, "name": "X", "kind": "individual", "person_sensitivity": "victim"}
    person = create_actor(values, by=author).record

    with pytest.raises(ValidationError, match="individual"):
        change_record(person, {"kind": "state"}, by=author)
    changed = change_record(person, {"kind": "state", "person_sensitivity": None}, by=author)
    assert changed.record.person_sensitivity is None
