"""The home page says who is awaited, how fast proposals are decided, and where evidence lacks."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from ctplatform.pages import review_pace
from tests.factories import annotations as texts
from tests.factories import incidents as register
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = dt.timedelta(days=1)


@pytest.fixture
def team():
    return Team(visibility="public")


def section(client, team, name, user):
    """The words of one section of the home page; None without it."""
    client.force_login(user)
    page = client.get(f"/?project={team.project.slug}").content.decode()
    found = re.search(rf'<section id="{name}">.*?</section>', page, re.S)
    return found and re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def decided(team, *days, ago=1):
    """Proposals that were decided after these numbers of days."""
    incident, moment = team.published(), timezone.now() - ago * DAY
    for number, each in enumerate(days):
        proposal = team.proposal(incident, title=f"Title {number}")
        curation.accept(proposal, by=team.reviewer)
        Proposal.objects.filter(pk=proposal.pk).update(created=moment - each * DAY, decided=moment)
        incident.refresh_from_db()


def pace_of(team, user=None):
    return review_pace.review_pace(user or team.reviewer, team.project, [])


def test_it_says_who_may_decide_and_who_has_to_answer(client, team):
    proposal = team.proposal()
    Proposal.objects.filter(pk=proposal.pk).update(created=timezone.now() - 5 * DAY)
    by_reviewer = team.proposal(team.published(title="Other"), by=team.reviewer)
    back = team.proposal(team.published(title="Third"))
    curation.request_changes(back, by=team.second, reason="Which day?")
    said = section(client, team, "awaited", team.editor)
    assert f"{team.second} may decide 2 proposals oldest 5 d" in said
    assert f"{team.reviewer} may decide 1 proposal oldest 5 d" in said
    assert f"{back.author} has to answer 1 that came back" in said
    assert by_reviewer.author == team.reviewer
    assert section(client, team, "awaited", UserFactory()) is None


def test_those_who_wrote_a_candidate_are_not_awaited_for_its_publication(client, team):
    candidate = team.candidate(by=team.editor)
    team.casualty(candidate, by=team.editor, low=500, high=600)
    curation.publish(candidate, by=team.reviewer)
    said = section(client, team, "awaited", team.owner)
    assert f"{team.second} may decide 1 proposal" in said
    assert f"{team.editor} may" not in said
    assert f"{team.reviewer} may" not in said


def test_what_no_member_may_decide_and_what_few_see_is_said_apart(client, team):
    hidden = team.published(title="Hidden", marking="red", by=team.owner)
    team.proposal(hidden, by=team.owner, title="Hidden name")
    said = section(client, team, "awaited", team.owner)
    assert "1 proposal about a record that some reviewers cannot see" in said
    assert "may decide" not in said
    assert section(client, team, "awaited", team.reviewer) is None
    team.project.memberships.filter(role__in=("reviewer", "editor", "owner")).exclude(
        user=team.reviewer
    ).delete()
    team.proposal(hidden_free(team), by=team.reviewer)
    assert "1 proposal can be decided by no member" in section(
        client, team, "awaited", team.reviewer
    )


def hidden_free(team):
    return register.IncidentFactory(project=team.project, published=True)


def test_few_decisions_have_no_percentile(client, team):
    decided(team, 1, 2, 3, 4)
    pace = pace_of(team)
    assert (pace.decided, pace.median, pace.ninetieth) == (4, None, None)
    said = section(client, team, "review-pace", team.reader)
    assert "too few to say: 4 decisions" in said
    assert "needs 10 decisions" in said


def test_the_median_and_the_90th_percentile_of_ten_decisions(client, team):
    decided(team, *range(1, 11))
    pace = pace_of(team)
    assert (round(pace.median, 6), round(pace.ninetieth, 6)) == (5.5, 9)
    said = section(client, team, "review-pace", team.reader)
    assert "Half decided within 5.5 days" in said
    assert "90 % decided within 9 days" in said


def test_decisions_are_counted_by_week_without_withdrawals_and_own_changes(team):
    decided(team, 1, 1, ago=0)
    decided(team, 1, ago=7)
    decided(team, 1, ago=7 * 12)
    curation.withdraw(team.proposal(hidden_free(team)), by=team.author)
    open_team = Team(policy="open")
    curation.propose(hidden_free(open_team), {"title": "Own"}, by=open_team.owner, reason="As is.")
    pace = pace_of(team)
    assert pace.numbers[-2:] == [1, 2]
    assert (pace.decided, sum(pace.numbers), len(pace.weeks)) == (3, 3, 12)
    assert pace.weeks[-1][0].weekday() == 0
    assert pace_of(open_team, open_team.owner).decided == 0


def test_weeks_that_were_not_wholly_read_have_no_number(team, monkeypatch):
    decided(team, 1, ago=14)
    decided(team, 1, 1, ago=7)
    decided(team, 1, ago=0)
    monkeypatch.setattr(review_pace, "MOST", 3)
    pace = pace_of(team)
    assert pace.is_cut
    assert pace.numbers[-1] == 1
    assert set(pace.numbers[:-1]) == {None}


def test_open_proposals_have_an_age_and_hidden_ones_do_not_count(client, team):
    incident = hidden_free(team)
    for days in (1, 4, 9):
        proposal = team.proposal(incident, title=f"Since {days}")
        Proposal.objects.filter(pk=proposal.pk).update(created=timezone.now() - days * DAY)
    hidden = team.published(title="Hidden", marking="red", by=team.owner)
    team.proposal(hidden, by=team.owner, title="Hidden name")
    said = section(client, team, "review-pace", team.reviewer)
    assert "Still open 3 half for 4 d or longer, the oldest for 9 d" in said
    assert "Still open 4 " in section(client, team, "review-pace", team.owner)


GAPS = {
    "Incidents without any passage": 3,
    "Incidents with an unsourced field": 2,
    "Incidents whose fatalities have no source or passage": 1,
    "Incidents with a passage without credibility": 1,
    "Assessments without any passage": 1,
    "Assessments with an unsourced field": 1,
}


def test_each_gap_is_the_number_of_records_in_its_list(client, team):
    first, second, third, fourth = (
        register.IncidentFactory(project=team.project, published=True, lifecycle=None, title=each)
        for each in ("First", "Second", "Third", "Fourth")
    )
    register.IncidentFactory(project=team.project, title="Candidate")
    register.CasualtyEstimateFactory(incident=first)
    register.CasualtyEstimateFactory(
        incident=second, source=register.SourceFactory(project=team.project)
    )
    register.CasualtyEstimateFactory(incident=third)
    register.AssessmentFactory(project=team.project, published=True)
    article = texts.article(team.project, team.author)
    passage = texts.annotation(article, team.author)
    texts.link(passage, third, team.author, field="killed", role="supports")
    client.force_login(team.reader)
    page = client.get(f"/?project={team.project.slug}").content.decode()
    found = re.search(r'<section id="evidence-gaps">.*?</section>', page, re.S)[0]
    rows = re.findall(r'href="([^"]+)"\s*>([^<]+)</a></dt>\s*<dd>\s*(\d+)', found)
    counted = {words.strip(): int(number) for _address, words, number in rows}
    assert {name: counted.get(name) for name in GAPS} == GAPS
    for address, words, number in rows:
        listed = client.get(address.replace("&amp;", "&")).content.decode()
        assert listed.count("data-row") == int(number), words
    texts.link(passage, first, team.author, role="mentions", credibility=2)
    type(article).objects.filter(pk=article.pk).update(marking="red")
    assert "Incidents without any passage 4" in section(client, team, "evidence-gaps", team.reader)
    assert "Incidents without any passage 2" in section(client, team, "evidence-gaps", team.owner)
    assert fourth.pk


def test_a_project_without_gaps_says_so(client, team):
    assert section(client, team, "evidence-gaps", team.reader) is None
    register.IncidentFactory(project=team.project, published=True, date=None, lifecycle=None)
    assert "without any passage 1" in section(client, team, "evidence-gaps", team.reader)
