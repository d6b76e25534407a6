import datetime as dt
import re

import pytest

from annotations.annotations.services import annotate
from annotations.articles.services.articles import add_article
from ctplatform.curation import services as curation
from incidents.series.queries import points as aggregates
from tests.factories.accounts import MembershipFactory, ProjectFactory, UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import (
    CasualtyEstimateFactory,
    IncidentFactory,
    SeriesFactory,
    release,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team(visibility="public")


def page(client, path="/", user=None):
    if user:
        client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode())


def rebuild(series):
    aggregates.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()


def test_home_of_an_empty_project_says_what_to_do(client, team):
    text = page(client, user=team.author)
    assert "Nothing to review." in text
    assert "Add the first one" in text
    assert "No series yet." in text


def test_home_names_what_waits_for_a_reviewer_and_not_for_its_author(client, team):
    proposal = team.proposal(reason="As ¶3 says.")
    team.candidate(title="Gao checkpoint")
    text = page(client, user=team.reviewer)
    assert "proposal to review" in text
    assert "candidate to publish" in text
    assert "Gao checkpoint" in text
    assert "proposal to review" not in page(client, user=proposal.author)


def test_home_says_that_a_proposal_came_back_and_why(client, team):
    proposal = team.proposal()
    curation.request_changes(proposal, by=team.second, reason="Which paragraph gives the day?")
    text = page(client, user=proposal.author)
    assert "of your proposals came back" in text
    assert "Which paragraph gives the day?" in text


def test_home_tells_what_moved(client, team):
    team.published(title="Agadez barracks")
    add_article(by=team.author, project=team.project, text="One.\n\nTwo.", title="Desert war")
    text = page(client, user=team.reader)
    assert "Agadez barracks" in text
    assert "published" in text
    assert "Desert war" in text
    assert "added to the library" in text
    assert "Today" in text


def test_home_hides_what_is_under_embargo(client, team):
    team.published(title="Not yet told", embargo_until="2999-01-01T00:00:00Z")
    assert "Not yet told" not in page(client, user=team.reader)
    assert "Not yet told" in page(client, user=team.editor)


def test_home_shows_the_chart_of_the_first_series(client, team):
    series = SeriesFactory(project=team.project, title="Attacks per month")
    team.published(date="2024-03-22")
    rebuild(series)
    text = page(client, user=team.reader)
    assert 'class="series-line"' in text
    assert f"/figures/{series.pk}/chart/?seen={series.version}-{series.recounts}" in text


def test_home_charts_the_first_series_whose_days_were_looked_at(client, team):
    SeriesFactory(project=team.project, title="Nobody looked", coverage=[])
    series = SeriesFactory(project=team.project, title="Attacks per month")
    rebuild(series)
    assert f"/figures/{series.pk}/chart/" in page(client, user=team.reader)


def test_home_shows_the_range_of_the_last_number_or_that_it_is_incomplete(client, team):
    series = SeriesFactory(
        project=team.project,
        measure="fatalities",
        start=dt.date(2024, 3, 1),
        end=dt.date(2024, 3, 31),
    )
    for range_of, words in (
        ({"low": 45, "high": 57}, "45\N{EN DASH}57"),
        ({"low": 3}, "at least 48"),
    ):
        incident = IncidentFactory(project=team.project, published=True, date="2024-03-23")
        CasualtyEstimateFactory(incident=incident, **{"best": None, "high": None, **range_of})
        rebuild(series)
        for path in ("/", "/figures/"):
            assert words in page(client, path, team.editor), path


def test_home_asks_which_project_where_there_are_several(client, team):
    MembershipFactory(user=team.reader, project=ProjectFactory())
    client.force_login(team.reader)
    assert client.get("/").url == "/projects/?next=%2F"
    page(client, f"/?project={team.project.slug}")


def test_home_of_a_private_project_is_not_there(client):
    client.force_login(UserFactory())
    project = ProjectFactory()
    assert client.get(f"/?project={project.slug}").status_code == 404


def test_number_of_queries_does_not_grow(client, team, django_assert_max_num_queries):
    client.force_login(team.reviewer)
    series = SeriesFactory(project=team.project, group_by="country")

    def add_one_of_each(n):
        team.published(title=f"Attack {n}", date="2024-03-22", country=["AF", "PK", "IR"][n % 3])
        team.candidate()
        team.proposal()
        article = add_article(by=team.author, project=team.project, text=f"Text number {n}.")
        annotate(
            by=team.author, article_version=article.current_version, start=0, end=4, quote="Text"
        )
        SeriesFactory(project=team.project)

    def number_of_queries():
        with django_assert_max_num_queries(100) as seen:
            page(client)
        return len(seen)

    for n in range(3):
        add_one_of_each(n)
    rebuild(series)
    few = number_of_queries()
    for n in range(6):
        add_one_of_each(n)
    rebuild(series)
    assert number_of_queries() <= few
    assert few <= 60


def test_visitors_read_what_a_project_is_and_its_released_data(client, team):
    type(team.project).objects.filter(pk=team.project.pk).update(
        visibility="public", description="What happened on the coast."
    )
    team.project.refresh_from_db()
    released = release(team.project, team.editor, team.reviewer, title="Attacks")
    path = f"/?project={team.project.slug}"
    text = page(client, path)
    assert "What happened on the coast." in text
    assert f'href="/releases/{released.pk}/"' in text
    assert "Go on reading" not in text
    own = page(client, path, user=team.reader)
    assert "Released data" not in own
    assert "Go on reading" in own


def test_series_without_coverage_says_so_instead_of_a_line(client, team):
    SeriesFactory(project=team.project, title="Nobody looked", coverage=[])
    assert "no day is covered" in page(client, user=team.reader)
