"""The evidence ledger: rivals beside the chosen value, choosing one, and what is unsourced."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import PassageLink
from ctplatform.curation.models import Proposal
from incidents.models import Assessment, CasualtyEstimate, Incident
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories import incidents as register
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def source(team):
    return register.SourceFactory(project=team.project, name="Desert Papers", reliability="B")


@pytest.fixture
def text(team, source):
    return texts.article(team.project, team.author, source=source, published="2024-04-13")


def state(team, text, record, field, stated, role="supports", quote="gunmen", **values):
    """A passage that states a value of a field."""
    passage = texts.annotation(text, team.author, quote)
    return texts.link(
        passage, record, team.author, role=role, field=field, stated_value=stated, **values
    )


def page(client, person, record):
    client.force_login(person, backend=BACKEND)
    return client.get(f"/incidents/{record.pk}/").content.decode()


def choose(client, person, link):
    client.force_login(person, backend=BACKEND)
    return client.post(f"/links/{link.pk}/choose/", follow=True).content.decode()


def test_rivals_stand_beside_the_value_with_their_grades(client, team, text):
    record = team.candidate(date="2024-03")
    state(team, text, record, "date", "March 2024", credibility=2)
    state(team, text, record, "date", "22 March 2024", "contradicts", "market", credibility=3)
    shown = page(client, team.author, record)
    assert "Rival values" in shown
    assert "1 rival" in shown
    assert "usually reliable, possibly true" in shown
    assert "Choose this value" in shown
    ledger = shown[shown.index('class="evidence"') :]
    assert ledger.index("stance-supports") < ledger.index("stance-contradicts")


def test_what_the_record_holds_is_no_rival_however_it_is_written(client, team, text):
    record = team.candidate(date="2024-03", attack_types=["bombing"], country="ML")
    team.casualty(record, low=151, high=None, stated="more than 150")
    state(team, text, record, "date", "March 2024")
    state(team, text, record, "date", "last month", quote="market")
    state(team, text, record, "attack_types", "Bombing or explosion")
    state(team, text, record, "country", "Mali")
    state(team, text, record, "killed", "over 150")
    assert "Rival values" not in page(client, team.author, record)


def test_a_size_that_the_record_holds_is_no_rival_in_other_figures(client, team, text):
    actor = register.ActorFactory(project=team.project)
    register.ActorSizeEstimateFactory(
        actor=actor, low=3001, best=None, high=None, stated="over 3,000"
    )
    passage = texts.annotation(text, team.author, "gunmen")
    values = {"role": "supports", "field": "sizes"}
    texts.link(passage, actor, team.author, "actor", stated_value={"low": 3001}, **values)
    market = texts.annotation(text, team.author, "market")
    texts.link(market, actor, team.author, "actor", stated_value="more than 3,000", **values)
    client.force_login(team.author, backend=BACKEND)
    assert "Rival values" not in client.get(f"/actors/{actor.pk}/").content.decode()
    other = texts.annotation(text, team.author, "people")
    texts.link(
        other, actor, team.author, "actor", stated_value={"low": 2000, "high": 2200}, **values
    )
    shown = client.get(f"/actors/{actor.pk}/").content.decode()
    assert "1 rival" in shown
    assert "2000 to 2200" in shown


def test_a_candidate_takes_a_rival_at_once_and_keeps_the_passage(client, team, text):
    record = team.candidate(date="2024-03")
    link = state(team, text, record, "date", "last month")
    assert "holds this value already" not in choose(client, team.author, link)
    record.refresh_from_db()
    assert (record.date, record.date_words) == ("2024-03", "last month")
    assert record.date_basis == "resolved_relative"
    link = state(team, text, record, "date", "22 March 2024", quote="market")
    assert "Chosen. The history gives the passage as the reason" in choose(
        client, team.author, link
    )
    record.refresh_from_db()
    assert (record.date, record.date_basis) == ("2024-03-22", "stated")
    assert (
        f"#a-{link.annotation_id}" in client.get(f"/history/incident/{record.pk}/").content.decode()
    )


def test_a_published_record_gets_a_proposal_with_the_passage_as_evidence(client, team, text):
    record = team.published()
    link = state(team, text, record, "lifecycle", "foiled")
    assert "Proposed, with the passage as evidence" in choose(client, team.author, link)
    proposal = Proposal.objects.get()
    assert proposal.diff["lifecycle"]["to"] == "foiled"
    assert [row.object_id for row in proposal.evidence.all()] == [link.annotation_id]
    record.refresh_from_db()
    assert record.lifecycle is None


def test_numbers_become_the_chosen_estimate_with_source_and_grade(client, team, text, source):
    record = team.candidate()
    first = team.casualty(record, selected=True)
    link = state(team, text, record, "killed", "more than 150", credibility=3)
    choose(client, team.author, link)
    chosen = CasualtyEstimate.objects.get(selected=True)
    assert (chosen.low, chosen.best, chosen.high) == (151, None, None)
    assert (chosen.source, chosen.credibility, chosen.stated) == (source, 3, "more than 150")
    again = state(team, text, record, "killed", {"low": 37, "high": 39}, quote="market")
    choose(client, team.author, again)
    first.refresh_from_db()
    assert first.selected
    assert CasualtyEstimate.objects.count() == 2


def test_places_and_actors_are_found_by_name_or_id(client, team, text):
    record = team.candidate()
    town = register.PlaceFactory(project=team.project, name="Gao", names=[{"name": "Kawkaw"}])
    group = register.ActorFactory(project=team.project, name="The Group")
    choose(client, team.author, state(team, text, record, "place", "kawkaw"))
    choose(client, team.author, state(team, text, record, "perpetrator", str(group.pk)))
    record.refresh_from_db()
    assert record.place == town
    assert [part.actor for part in record.participations.all()] == [group]


@pytest.mark.parametrize(
    ("field", "stated", "words"),
    [
        ("date", "some time before the rains", "date"),
        ("place", "Nowhere", "No place of the register is called"),
        ("perpetrator", "Twins", "2 records are called"),
        ("killed", "a great many", "more than 150"),
        ("attack_types", ["bombing", "poetry"], "Known:"),
        ("country", "Atlantis", "Write AF for Afghanistan"),
        ("title", {"low": 1}, "not a single value"),
        ("responsibility", "the state", "Rows are edited one by one"),
    ],
)
def test_what_cannot_be_read_says_what_to_write_and_changes_nothing(
    client, team, text, field, stated, words
):
    record = team.candidate()
    for _ in range(2):
        register.ActorFactory(project=team.project, name="Twins")
    link = state(team, text, record, field, stated)
    assert words in choose(client, team.author, link)
    record.refresh_from_db()
    assert record.version == 1
    assert not CasualtyEstimate.objects.exists()


def test_whoever_may_not_change_a_record_chooses_nothing(client, team, text):
    record = team.candidate()
    link = state(team, text, record, "date", "March 2024")
    assert "Choose this value" not in page(client, team.reader, record)
    client.force_login(team.reader, backend=BACKEND)
    assert client.post(f"/links/{link.pk}/choose/").status_code == 403
    stranger = Team().author
    client.force_login(stranger, backend=BACKEND)
    assert client.post(f"/links/{link.pk}/choose/").status_code == 404


def test_a_published_core_field_without_a_passage_is_flagged_and_counted(client, team, text):
    bare, sound = team.published(), team.published()
    state(team, text, sound, "date", "2013-01")
    assert "Published without a passage for a core field." in page(client, team.author, bare)
    assert "Published without a passage" not in page(client, team.author, sound)
    slug = team.project.slug
    found = client.get(f"/incidents/?project={slug}").content.decode()
    assert found.count("unsourced field<") == 1
    home = client.get(f"/?project={slug}").content.decode()
    assert "state=published&amp;unsourced=true" in home
    api = Api(team.author)
    for value, record in (("true", bare), ("false", sound)):
        rows = api.get(f"/api/v1/incidents/?project={slug}&unsourced={value}").json()["results"]
        assert [row["id"] for row in rows] == [str(record.pk)]
    api.get(f"/api/v1/incidents/?project={slug}&unsourced=perhaps", status=400)


def test_only_living_support_traces_a_field(team, text):
    record = team.published()
    link = state(team, text, record, "date", record.date, role="contradicts")
    slug = {"project": team.project.slug, "unsourced": "true"}
    api = Api(team.author)
    assert api.get("/api/v1/incidents/", slug).json()["results"]
    PassageLink.objects.filter(pk=link.pk).update(role="supports")
    assert not api.get("/api/v1/incidents/", slug).json()["results"]
    Incident.objects.filter(pk=record.pk).update(lifecycle="completed")
    assert api.get("/api/v1/incidents/", slug).json()["results"]


def test_the_core_of_other_records_is_traced_too(client, team, text):
    """An actor's name by any passage that speaks of it, its size by one that supports it; the same
    of a judgement, whose horizon needs one unless a reviewer assigned it."""
    actor = register.ActorFactory(project=team.project, published=True)
    likely = register.AssessmentFactory(
        project=team.project,
        likelihood="likely",
        horizon="2030",
        horizon_source="assigned",
        published=True,
    )
    warning = register.WarningFactory(project=team.project, heeded="no", date=None, published=True)
    charge = register.AllegationFactory(project=team.project, published=True)
    register.VerdictFactory(allegation=charge)
    api, slug = Api(team.author), team.project.slug

    def bare(noun):
        found = [
            api.get(f"{noun}/", {"project": slug, "unsourced": value}).json()["results"]
            for value in ("true", "false")
        ]
        assert len(found[0]) + len(found[1]) == 1
        client.force_login(team.author, backend=BACKEND)
        record = (found[0] or found[1])[0]
        shown = client.get(f"/{noun}/{record['id']}/").content.decode()
        said = re.search("No passage yet for: (.*?)[.]<", shown)
        assert bool(said) == bool(found[0])
        listed = client.get(f"/{noun}/?project={slug}").content.decode()
        assert listed.count("unsourced field<") == len(found[0])
        return said[1].split(", ") if said else []

    passage = texts.annotation(text, team.author, "gunmen")

    def say(record, kind, **values):
        texts.link(passage, record, team.author, kind, **values)

    assert bare("actors") == ["Name"]
    register.ActorSizeEstimateFactory(actor=actor)
    say(actor, "actor", role="mentions")
    assert bare("actors") == ["Size"]
    say(actor, "actor", role="supports", field="sizes")
    assert bare("actors") == []

    assert bare("assessments") == ["Statement", "Likelihood"]
    home = client.get(f"/?project={slug}").content.decode()
    assert "Assessments with an unsourced field" in home
    say(likely, "assessment", role="supports", field="statement")
    say(likely, "assessment", role="supports", field="estimative")
    assert bare("assessments") == []
    home = client.get(f"/?project={slug}").content.decode()
    assert "Assessments with an unsourced field" not in home
    Assessment.objects.filter(pk=likely.pk).update(horizon_source="stated")
    assert bare("assessments") == ["Horizon"]

    say(warning, "warning", role="contradicts")
    assert bare("warnings") == ["Title", "Heeded"]
    assert bare("allegations") == ["Proposition", "Verdict"]
    say(charge, "allegation", role="supports", field="verdict")
    assert bare("allegations") == ["Proposition"]


def test_the_home_page_counts_what_is_unsourced_in_as_many_queries(
    client, team, text, django_assert_max_num_queries
):
    client.force_login(team.author, backend=BACKEND)
    address = f"/?project={team.project.slug}"
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for _ in range(5):
        team.published()
        register.ActorFactory(project=team.project, published=True)
        register.AssessmentFactory(project=team.project, published=True)
    with django_assert_max_num_queries(len(before) + 2):  # the days that moved have something now
        client.get(address)


def test_unsourced_is_said_of_what_the_reader_sees():
    """A part of a hidden actor, and a passage of a hidden text, change nothing for outsiders."""
    team = Team()
    team.project.visibility = "public"
    team.project.save()
    own = {"project": team.project, "created_by": team.owner}
    incident = register.IncidentFactory(published=True, title="Bare", lifecycle=None, **own)
    query = {"project": team.project.slug, "unsourced": "true"}

    def unsourced(person):
        answer = Api(person).get("incidents/", query)
        return [row["title"] for row in answer.json()["results"]]

    assert unsourced(None) == unsourced(team.owner) == []
    hidden = register.ActorFactory(marking="red", **own)
    register.ParticipationFactory(incident=incident, actor=hidden, role="target")
    assert unsourced(None) == []
    assert unsourced(team.owner) == ["Bare"]
    Incident.objects.filter(pk=incident.pk).update(lifecycle="foiled")
    assert unsourced(None) == ["Bare"]
    article = texts.article(team.project, team.owner, "It was planned.")
    type(article).objects.filter(pk=article.pk).update(marking="red")
    passage = texts.annotation(article, team.owner, "planned")
    texts.link(passage, incident, team.owner, field="lifecycle", role="supports")
    assert unsourced(None) == ["Bare"]
    type(article).objects.filter(pk=article.pk).update(marking="clear")
    assert unsourced(None) == []
