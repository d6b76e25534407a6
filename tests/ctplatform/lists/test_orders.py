"""Every column that a list shows can be sorted by."""

import datetime as dt
import importlib
import itertools
import re

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ctplatform.curation import services
from ctplatform.rest.paging.keyset import Edge, Keyset
from incidents.models import Actor, Assessment, CasualtyEstimate, Incident, Judgement
from incidents.records import sort_columns
from tests.ctplatform.rest.client import Api
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LISTS = {
    "incidents": (Incident, sort_columns.INCIDENTS),
    "actors": (Actor, sort_columns.ACTORS),
    "assessments": (Assessment, sort_columns.ASSESSMENTS),
}
DAYS = (None, dt.date(2014, 1, 1), dt.date(2014, 1, 2), dt.date(2021, 8, 15))


def rows_of(noun, project, count=60):
    """Rows that share few values, many of them null; nulls and ties fall together variously."""
    day, moment = itertools.cycle(DAYS), timezone.now()

    def incident(n):
        return Incident(
            title=f"T{n % 4}",
            date="2014",
            date_latest=next(day),
            country_name=("mali", None, "niger")[n % 3],
            main_attack_type=(None, "bombing or explosion", "assassination")[n % 3],
            killed_figure=(0, None, 5, 5, None)[n % 5],
        )

    def actor(n):
        return Actor(
            folded=f"n{n % 7}",
            kind_name=(None, "state")[n % 2],
            active_from=next(day),
            country_name=("mali", None)[n % 2],
        )

    def assessment(n):
        ends = next(day)
        outcome = (None, "open", "closed")[n % 3] if ends else None
        return Assessment(
            statement="It will.",
            criteria="Seen.",
            outcome=outcome,
            outcome_name=outcome,
            horizon_latest=ends,
            folded=f"s{n % 7}",
            kind_name=(None, "trend", "cause")[n % 3],
            likelihood_rank=(None, 1, 7)[n % 3],
            confidence_rank=(None, 3)[n % 2],
            last_judged=next(day),
        )

    make_one = {"incidents": incident, "actors": actor, "assessments": assessment}[noun]
    rows = [make_one(n) for n in range(count)]
    for n, each in enumerate(rows):
        each.project, each.created = project, moment
        each.state = ("candidate", "withdrawn")[n % 2]
    model = LISTS[noun][0]
    model.objects.bulk_create(rows)
    model.objects.filter(pk__in=[each.pk for each in rows[::3]]).update(updated=moment)
    return model.objects.filter(project=project)


def walked(keyset, rows, size=7):
    """(rows by following `next`, rows by following `previous` back from the last page)."""
    page = keyset.page(rows, size)
    there = [page.rows]
    while page.next:
        page = keyset.page(rows, size, Edge.read(page.next))
        there.append(page.rows)
    back = [page.rows]
    while page.previous:
        page = keyset.page(rows, size, Edge.read(page.previous))
        back.append(page.rows)
    return there, back[::-1]


@pytest.mark.parametrize("noun", LISTS)
def test_every_order_shows_every_row_once_both_ways_whatever_ties_and_nulls(noun):
    rows = rows_of(noun, ProjectFactory())
    for (name, column), falls in itertools.product(LISTS[noun][1].items(), (False, True)):
        there, back = walked(Keyset(column, falls), rows)
        assert back == there, (name, falls)
        seen = [each for page in there for each in page]
        assert {each.pk for each in seen} == {each.pk for each in rows}
        assert len(seen) == len(rows)
        keys = [(getattr(each, column), each.pk) for each in seen]
        valued = [key for key in keys if key[0] is not None]
        assert keys[: len(valued)] == valued == sorted(valued, reverse=falls), (name, falls)
        empty = keys[len(valued) :]
        assert empty == sorted(empty, key=lambda key: key[1], reverse=falls)


@pytest.mark.parametrize("falls", [False, True])
def test_a_page_is_asked_for_by_row_value_on_both_databases(falls, django_assert_num_queries):
    """Written out as OR, SQLite reads and sorts all that lies beyond."""
    rows = rows_of("incidents", ProjectFactory(), 20)
    keyset = Keyset("killed_figure", falls)
    edge = Edge.read(keyset.page(rows, 2).next)
    with django_assert_num_queries(1) as asked:
        keyset.page(rows, 2, edge)
    sql = asked[0]["sql"].replace('"incidents_incident".', "")
    assert f'("killed_figure", "id") {"<" if falls else ">"} (' in sql
    assert " OR " not in sql


@pytest.mark.parametrize("noun", LISTS)
def test_every_column_that_is_shown_sorts_the_page_and_the_api(client, noun):
    team = Team()
    factory = {
        "incidents": make.IncidentFactory,
        "actors": make.ActorFactory,
        "assessments": make.AssessmentFactory,
    }[noun]
    factory.create_batch(2, project=team.project)
    client.force_login(team.reader)
    html = client.get(f"/{noun}/?project={team.project.slug}").content.decode()
    heads = re.findall(r"<th\b.*?</th>", html.split("<thead>")[1].split("</thead>")[0])
    plain = [head for head in heads if "<a " not in head]
    assert len(plain) == 1, plain  # the boxes to tick
    names = {re.search(r"sort=-?(\w+)", head)[1] for head in heads if "<a " in head}
    assert names == LISTS[noun][1].keys() - ({"updated", "country"} - {*names})
    api = Api(team.reader)
    for name, sign in itertools.product(LISTS[noun][1], ("", "-")):
        at = f"{noun}/?project={team.project.slug}&page_size=1&ordering={sign}{name}"
        first = api.get(at).json()
        second = api.get(first["next"]).json()
        assert len({each["id"] for each in first["results"] + second["results"]}) == 2
        page = client.get(f"/{noun}/?project={team.project.slug}&sort={sign}{name}")
        assert page.status_code == 200


def test_the_longest_title_of_any_script_fits_into_a_cursor():
    team = Team()
    make.IncidentFactory.create_batch(2, project=team.project, title="😀" * 300)
    api = Api(team.reader)
    first = api.get("incidents/?ordering=title&page_size=1").json()
    assert len(api.get(first["next"]).json()["results"]) == 1


def test_scales_are_sorted_by_their_ranks_and_names_whatever_their_case():
    team = Team("open")
    for likelihood in ("very_likely", None, "unlikely", "almost_certain"):
        values = {"project": team.project, "likelihood": likelihood, "statement": "It will."}
        services.create_record(Assessment, values, by=team.author)
    found = Api(team.reader).get("assessments/?ordering=likelihood").json()["results"]
    terms = [each["likelihood"] for each in found]
    assert terms == ["unlikely", "very_likely", "almost_certain", None]
    for name, active, country in (
        ("éowyn", "2001", "DZ"),
        ("Eagle", None, "DE"),
        ("Zed", "1994-05/..", "CH"),
    ):
        values = {"project": team.project, "name": name, "active": active, "country": country}
        services.create_record(Actor, values, by=team.author)
    api = Api(team.reader)
    by_name = api.get("actors/?ordering=name").json()["results"]
    assert [each["name"] for each in by_name] == ["Eagle", "éowyn", "Zed"]
    by_country = api.get("actors/?ordering=country").json()["results"]
    assert [each["country"] for each in by_country] == ["DZ", "DE", "CH"]  # Algeria, Germany, ...
    by_begin = api.get("actors/?ordering=active").json()["results"]
    assert [each["name"] for each in by_begin] == ["Zed", "éowyn", "Eagle"]


def test_terms_and_countries_are_in_the_order_of_the_names_that_are_shown():
    team = Team("open")
    make_one = services.create_record

    def order(noun, name, field):
        rows = Api(team.reader).get(f"{noun}/?ordering={name}").json()["results"]
        return [row[field] for row in rows]

    own = {"project": team.project}
    for types, country in (
        (["unknown"], "GB"),
        (["facility_attack", "hijacking"], "CD"),
        (["air_strike"], "DZ"),
        (["bombing"], "CF"),
        (None, None),
        (["armed_assault"], "DE"),
    ):
        make_one(
            Incident,
            {**own, "title": "T", "attack_types": types, "country": country},
            by=team.author,
        )
    first = [types and types[0] for types in order("incidents", "attack_type", "attack_types")]
    assert first == ["air_strike", "armed_assault", "facility_attack", "bombing", "unknown", None]
    # Algeria, Central African Republic, Congo, Germany, United Kingdom
    assert order("incidents", "country", "country") == ["DZ", "CF", "CD", "DE", "GB", None]
    for kind in ("armed_group_branch", "network_hypothesis", None, "coalition", "armed_group"):
        make_one(Actor, {**own, "name": "N", "kind": kind}, by=team.author)
    assert order("actors", "kind", "kind") == [
        "armed_group",
        "armed_group_branch",
        "coalition",
        "network_hypothesis",
        None,
    ]
    ended = {
        "horizon": "2020",
        "criteria": "Seen.",
        "outcome_evidence": "It was seen.",
        "outcome_date": "2021-01-01",
    }
    for kind, outcome in (
        ("normative", "ambiguous"),
        ("trend", "resolved_yes"),
        ("causal", None),
        (None, "closed"),
    ):
        make.AssessmentFactory(
            **own, kind=kind, outcome=outcome, published=True, **(ended if outcome else {})
        )
    assert order("assessments", "kind", "kind") == ["causal", "trend", "normative", None]
    found = order("assessments", "outcome", "outcome")
    assert found == ["ambiguous", "closed", "resolved_yes", None]


def test_an_upgrade_stores_the_new_labels_of_outcomes():
    team = Team("open")
    rows = [
        make.AssessmentFactory(
            project=team.project,
            outcome=outcome,
            published=True,
            horizon="2020",
            criteria="Seen.",
            outcome_evidence="It was seen.",
            outcome_date="2021-01-01",
        )
        for outcome in ("resolved_yes", "resolved_no", "ambiguous", "closed")
    ]
    names = [each.outcome_name for each in rows]
    migration = importlib.import_module("incidents.migrations.0038_names_of_outcomes")
    migration.store_names(apps, 0)
    for each in rows:
        each.refresh_from_db()
    assert rows[0].outcome_name == "came true"
    migration.store_names(apps, 1)
    for each in rows:
        each.refresh_from_db()
    assert [each.outcome_name for each in rows] == names


# What is stored -----------------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", ["private", "public"])
def test_who_sees_a_record_sees_what_it_is_sorted_by(visibility):
    """Else the order of a list would tell what a row of it hides."""
    team = Team(visibility=visibility)
    later = timezone.now() + timezone.timedelta(days=1)
    for marking, embargo in itertools.product(("clear", "green", "amber", "red"), (None, later)):
        values = {"project": team.project, "marking": marking}
        make.CasualtyEstimateFactory(
            incident=make.IncidentFactory(embargo_until=embargo, **values),
            source=make.SourceFactory(),
        )
        make.JudgementFactory(assessment=make.AssessmentFactory(**values))
    people = (AnonymousUser(), UserFactory(), team.reader, team.author, team.editor, team.owner)
    for person in people:
        for model, row_model, parent in (
            (Incident, CasualtyEstimate, "incident"),
            (Assessment, Judgement, "assessment"),
        ):
            seen = set(model.objects.visible_to(person).values_list("pk", flat=True))
            rows = row_model.objects.visible_to(person).values_list(parent, flat=True)
            assert set(rows) == seen, (person, model)
