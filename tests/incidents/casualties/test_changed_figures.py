"""Figures that are changed by hand let go of words and qualifiers that no longer agree with them,
and a number is “about” that only where somebody said so."""

import csv
import io
import json

import pytest

from ctplatform.curation import services
from incidents.figures.estimate_figures import qualifier_agrees, words_agree
from incidents.figures.estimates import (
    Estimate,
    combined_range,
    estimate_axis,
    figures_in_words,
    harm_figure,
)
from incidents.models import ActorSizeEstimate, CasualtyEstimate
from incidents.services import add_size
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory
from tests.incidents.casualties.test_stated_figures import exported, read
from tests.incidents.conftest import client_of
from tests.incidents.figures.test_estimates import Killed

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
MORE = {"low": 151, "best": None, "high": None, "stated": "More than 150", "qualifier": "more_than"}
ABOUT = {"low": None, "best": 90, "high": None, "stated": "about 90", "qualifier": "about"}


@pytest.fixture
def team():
    return Team("open", visibility="public")


def estimate_of(team, **values):
    return team.casualty(team.candidate(by=team.owner), by=team.owner, **values)


def words_of(row):
    row = type(row).objects.get(pk=row.pk)
    return row.stated, row.qualifier, row.figures


# A number without doubt --------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ((None, 12, None, None), "12"),
        ((None, 12, None, "exact"), "12"),
        ((None, 12, None, "about"), "about 12"),
        ((None, 40, None, "dozens"), "dozens (40)"),
        ((None, 12, None, "at_least"), "at least 12"),
        ((None, 0, None, "none_reported"), "none reported"),
    ],
)
def test_a_best_figure_alone_reads_as_it_is_stated(figures, words):
    assert figures_in_words(*figures) == words


@pytest.mark.pure
def test_charts_count_a_best_figure_alone_as_that_number():
    assert combined_range([Killed(best=12)]) == (12, 12, 12, 0)
    assert combined_range([Killed(best=12, qualifier="about")]) == (10, 12, 14, 0)
    assert combined_range([Killed(best=12, stated="about 12")]) == (10, 12, 14, 0)
    assert combined_range([Killed(best=12, qualifier="at_least")]) == (12, 12, 12, 1)
    sides = [Killed(best=3, group="police"), Killed(best=2, group="civilians")]
    assert harm_figure(sides).words == "5"


@pytest.mark.pure
def test_the_axis_draws_a_best_figure_alone_as_a_point():
    drawn = estimate_axis([Estimate("One", None, 30, None), Estimate("Two", None, 40, None)])
    assert [(row.words, row.start == row.end) for row in drawn.rows] == [("30", True), ("40", True)]


def test_pages_and_exports_say_a_stated_number_without_about(team):
    row = estimate_of(team, low=None, best=12, high=None)
    listed = client_of(team.owner).get(f"{V1}/incidents/", {"project": team.project.slug})
    assert listed.json()["results"][0]["killed_words"] == "12"
    estimate = next(csv.DictReader(io.StringIO(exported(team, "casualties", "csv"))))
    assert estimate["figures"] == "12"
    assert json.loads(exported(team, "incidents", "jsonl"))["killed_words"] == "12"
    for path in (f"/incidents/{row.incident_id}/", f"/incidents/?project={team.project.slug}"):
        page = read(team.owner, path)
        assert "about 12" not in page
        assert "≈ 12" not in page


# Changed by hand ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "changed", "found"),
    [
        (MORE, {"low": 200}, ("", None, "at least 200")),
        (MORE, {"low": None, "best": 40}, ("", None, "40")),
        (MORE, {"best": 160}, ("More than 150", "more_than", "more than 150, best 160")),
        (
            MORE,
            {"low": 201, "stated": "more than 200"},
            ("more than 200", "more_than", "more than 200"),
        ),
        (
            MORE,
            {"low": 201, "stated": "x", "qualifier": "at_least"},
            ("x", "at_least", "at least 201"),
        ),
        (ABOUT, {"best": 110}, ("", "about", "about 110")),
        (
            {"low": 39, "high": 40, "best": None, "stated": "39 to 40", "qualifier": "between"},
            {"low": 40},
            ("", None, "40"),
        ),
        (
            {
                "low": None,
                "high": None,
                "best": None,
                "stated": "low 9, best 3",
                "qualifier": "contradictory",
            },
            {"best": 3},
            ("low 9, best 3", None, "3"),
        ),
        (
            {"low": 7, "best": 7, "high": 7, "stated": "seven", "qualifier": "exact"},
            {"low": 7, "best": 7, "high": 7},
            ("seven", "exact", "7"),
        ),
        (
            {"low": 151, "best": None, "high": None, "stated": "many", "qualifier": None},
            {"low": 152},
            ("", None, "at least 152"),
        ),
    ],
)
def test_words_and_qualifier_go_with_the_figures_that_they_say(team, held, changed, found):
    row = estimate_of(team, **held)
    services.change_record(row, changed, by=team.owner, reason="Counted again.")
    assert words_of(row) == found


def test_the_form_lets_the_old_words_go(team, client):
    row = estimate_of(team, **MORE)
    client.force_login(team.owner)
    at = f"/casualties/{row.pk}/edit/"
    form = client.get(at).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data.pop("selected", None)
    assert client.post(at, data | {"low": "200"}).status_code == 302
    assert words_of(row) == ("", None, "at least 200")


def test_a_patch_lets_the_old_words_go(team):
    row = estimate_of(team, **MORE)
    client, at = client_of(team.owner), f"{V1}/casualties/{row.pk}/"
    tag = client.get(at).headers["ETag"]
    answer = client.patch(at, {"low": 200}, format="json", headers={"if-match": tag})
    assert answer.status_code == 200, answer.json()
    assert (answer.json()["stated"], answer.json()["figures"]) == ("", "at least 200")


def test_the_admin_lets_the_old_words_go(team, client):
    row = estimate_of(team, **MORE)
    team.owner.is_superuser = team.owner.is_staff = True
    team.owner.save()
    client.force_login(team.owner)
    at = f"/admin/incidents/casualtyestimate/{row.pk}/change/"
    form = client.get(at).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data = {name: value for name, value in data.items() if value is not False}
    answer = client.post(at, data | {"low": "200"})
    assert answer.status_code == 302, answer.context["errors"]
    assert words_of(row) == ("", None, "at least 200")


def test_a_proposal_says_that_the_words_go_and_takes_them_along():
    team = Team()
    incident = team.published()
    held = MORE | {"low": 11, "stated": "More than 10"}
    row = CasualtyEstimate.objects.create(incident=incident, kind="killed", **held)
    proposal = services.propose(row, {"low": 30}, by=team.author, reason="Counted again.")
    assert proposal.diff["stated"] == {"from": "More than 10", "to": ""}
    services.accept_fields(proposal, ["low"], by=team.reviewer)
    assert words_of(row) == ("", None, "at least 30")


@pytest.mark.pure
def test_a_qualifier_agrees_with_figures_that_it_can_mean():
    assert qualifier_agrees("between", 3, None, 5)
    assert not qualifier_agrees("between", 3, None, None)
    assert not qualifier_agrees("exact", 3, None, 5)
    assert qualifier_agrees(None, 3, None, 5)
    assert words_agree("more than 150", 151, None, None)
    assert not words_agree("a great many", 151, None, None)


# Sizes of actors ---------------------------------------------------------------------------------


def size_of(team, **values):
    actor = ActorFactory(project=team.project, created_by=team.owner)
    return add_size({"actor": actor, **values}, by=team.owner).record


def test_a_size_keeps_the_qualifier_of_its_words_in_page_api_and_export(team):
    row = size_of(team, stated="about 2,000")
    assert words_of(row) == ("about 2,000", "about", "about 2000")
    page = read(team.owner, f"/actors/{row.actor_id}/")
    assert "about 2000" in page
    listed = client_of(team.owner).get(f"{V1}/actor-sizes/", {"project": team.project.slug})
    found = listed.json()["results"][0]
    assert (found["qualifier"], found["figures"]) == ("about", "about 2000")
    size = next(csv.DictReader(io.StringIO(exported(team, "actor-sizes", "csv"))))
    assert (size["best"], size["qualifier"], size["figures"]) == ("2000", "about", "about 2000")


def test_the_form_of_a_size_offers_the_qualifier(team, client):
    actor = ActorFactory(project=team.project, created_by=team.owner)
    client.force_login(team.owner)
    at = f"/actors/{actor.pk}/sizes/new/"
    data = {"best": "2000", "qualifier": "at_least", "unit": "members"}
    assert client.post(at, data).status_code == 302
    assert words_of(ActorSizeEstimate.objects.get()) == ("", "at_least", "at least 2000")
    bad = client.post(at, {"best": "2000", "qualifier": "roughly", "unit": "members"})
    assert bad.context["form"].errors["qualifier"]


def test_a_size_that_is_changed_lets_its_words_go(team):
    row = size_of(team, stated="over 3,000")
    services.change_record(row, {"low": 2000}, by=team.owner, reason="Read again.")
    assert words_of(row) == ("", None, "at least 2000")


def test_contradictory_sizes_hold_no_figures(team):
    answer = client_of(team.owner).post(
        f"{V1}/actor-sizes/",
        {
            "actor": str(ActorFactory(project=team.project, created_by=team.owner).pk),
            "best": 5,
            "qualifier": "contradictory",
            "unit": "members",
        },
        format="json",
    )
    assert answer.status_code == 400
    assert "Of contradictory figures none is chosen." in answer.content.decode()
