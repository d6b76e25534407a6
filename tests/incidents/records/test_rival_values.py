"""A passage that states another value is a rival of the chosen one, not its support."""

import pytest

from annotations.links.queries.evidence import evidence_by_field
from incidents.records.queries.field_rows import count_sourced, facts_of
from tests.factories import annotations as text
from tests.factories import incidents as make
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team("open")


def fact_of(team, record, name, *stated, role="supports"):
    """The fact of a field on which passages state these values, and all facts."""
    article = text.article(project=team.project, by=team.owner, published="2024-04-13")
    for each in stated:
        said = text.annotation(article, by=team.owner, quote="attacked the market")
        text.link(said, record, by=team.owner, field=name, role=role, stated_value=each)
    facts = facts_of(record, evidence_by_field(record, team.owner), team.owner)
    return next(each for each in facts if each.name == name), facts


@pytest.mark.parametrize(
    ("date", "stated", "rivals"),
    [
        ("2024-03-22", "22 March 2024", []),
        ("2024-03", "March 2024", []),
        ("2024-03~", "2024-03", []),
        ("2024-03", "2024-03-01/2024-03-31", []),
        ("2024-03", "Last month", []),
        ("2013-01-16/2013-01-19", "16 January 2013", []),
        ("2013-01-16/2013-01-19", "/2013-01-19", []),
        ("2013-01-16/2013-01-19", "20 January 2013", ["20 January 2013"]),
        ("2024-03", "22 March 2024", ["22 March 2024"]),
        ("2024-03-22", "23 March 2024", ["23 March 2024"]),
        ("2024-02", "Last month", ["March 2024"]),
    ],
)
def test_dates_are_compared_by_their_days(team, date, stated, rivals):
    incident = team.candidate(by=team.owner, date=date)
    fact, _facts = fact_of(team, incident, "date", stated)
    assert [each.value for each in fact.rivals] == rivals
    assert fact.supporting == (0 if rivals else 1)


@pytest.mark.parametrize(
    ("stated", "is_rival"),
    [
        ("more than 150", False),
        ({"low": 151, "words": "more than 150"}, False),
        ("at least 151", False),
        (160, False),
        ("not stated", False),
        (140, True),
        ("137 to 145", True),
    ],
)
def test_figures_are_compared_by_their_range(team, stated, is_rival):
    incident = team.candidate(by=team.owner)
    team.casualty(incident, by=team.owner, low=151, best=None, high=None, stated="more than 150")
    fact, facts = fact_of(team, incident, "killed", stated)
    assert bool(fact.rivals) == is_rival
    assert fact.supporting == (not is_rival)
    assert count_sourced(incident, facts, {})[0] == (not is_rival)


def test_names_are_compared_by_the_record_that_they_mean(team):
    place = make.PlaceFactory(
        project=team.project, name="Moscow", names=[{"name": "Москва", "language": "ru"}]
    )
    incident = team.candidate(by=team.owner, place=place)
    fact, _facts = fact_of(team, incident, "place", "moscow", "Москва", str(place.pk), "Minsk")
    assert [each.value for each in fact.rivals] == ["Minsk"]
    assert fact.supporting == 3


def test_an_actor_is_the_same_by_any_of_its_names(team):
    actor = make.ActorFactory(project=team.project, name="Islamic State Khorasan Province")
    make.ActorAliasFactory(actor=actor, text="ISKP")
    actor.derive()
    actor.save()
    incident = team.candidate(by=team.owner)
    make.ParticipationFactory(incident=incident, actor=actor)
    fact, _facts = fact_of(team, incident, "perpetrator", "ISKP", "Taliban")
    assert [each.value for each in fact.rivals] == ["Taliban"]
    assert fact.supporting == 1


def test_words_that_are_no_term_describe_the_term_and_are_no_rival(team):
    incident = team.candidate(by=team.owner, attack_types=["armed_assault"])
    fact, _facts = fact_of(team, incident, "attack_types", "overrun", "armed assault", "bombing")
    assert [each.value for each in fact.rivals] == ["bombing or explosion"]
    assert fact.supporting == 2


def test_an_allegation_that_is_traced_by_its_proposition_and_its_verdict_says_so(team, client):
    charge = make.AllegationFactory(project=team.project)
    make.VerdictFactory(allegation=charge)
    for name in ("proposition", "verdict"):
        article = text.article(project=team.project, by=team.owner)
        said = text.annotation(article, by=team.owner, quote="attacked the market")
        text.link(
            said, charge, by=team.owner, target_type="allegation", field=name, role="supports"
        )
    client.force_login(team.owner)
    page = client.get(f"/allegations/{charge.pk}/").content.decode()
    assert "2 of 2 values sourced to a passage" in page


def test_where_nothing_is_held_a_stated_value_is_no_rival(team, client):
    incident = team.candidate(by=team.owner, date=None)
    fact, _facts = fact_of(team, incident, "date", "22 March 2024")
    assert fact.supporting == 1
    client.force_login(team.owner)
    page = client.get(f"/incidents/{incident.pk}/").content.decode()
    field = page.split('id="field-date"')[1].split("</details>")[0]
    assert "1 stated value" in field
    assert "rival" not in field.lower().replace('class="rival', "")


@pytest.mark.parametrize("name", ["lifecycle", "domain", "country"])
def test_terms_and_countries_are_compared_by_what_they_mean(team, name):
    values = {"lifecycle": "foiled", "domain": None, "country": "RU"}
    said = {"lifecycle": "Foiled", "domain": None, "country": "Russia"}
    incident = team.candidate(by=team.owner, **{name: values[name]})
    fact, _facts = fact_of(team, incident, name, *filter(None, [said[name]]))
    assert fact.rivals == []


def test_the_page_says_that_a_passage_states_another_value(team, client):
    incident = team.candidate(by=team.owner, date="2024-02")
    fact_of(team, incident, "date", "22 March 2024")
    client.force_login(team.owner)
    page = client.get(f"/incidents/{incident.pk}/").content.decode()
    field = page.split('id="field-date"')[1].split("</details>")[0]
    assert "1 rival" in field
    assert "states another value" in field
    assert ">supports<" not in field
