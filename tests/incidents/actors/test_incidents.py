"""An actor's page shows its most important incidents, those against it apart, with its roles."""

import re

import pytest

from incidents.events.queries.actor_incidents import groups_of, most_important
from incidents.models import Incident
from tests.factories import annotations as text
from tests.factories import incidents as make
from tests.factories.accounts import member
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def group(project, author):
    return make.ActorFactory(project=project, created_by=author, name="ISKP")


def took_part(actor, title, role="perpetrator", killed=None, certainty=None, **values):
    incident = make.IncidentFactory(project=actor.project, title=title, **values)
    make.ParticipationFactory(incident=incident, actor=actor, role=role, certainty=certainty)
    if killed is not None:
        make.CasualtyEstimateFactory(incident=incident, best=killed)
        Incident.objects.filter(pk=incident.pk).update(killed_figure=killed, killed_best=killed)
    return incident


def passages_about(incident, author, number):
    article = text.article(project=incident.project, by=author)
    for quote in ("gunmen", "market", "attacked")[:number]:
        text.link(text.annotation(article, author, quote=quote), incident, author)


def titles(group):
    return [each.incident.title for each in group.rows]


def test_the_most_important_incidents_come_first_whatever_their_kind(author, group):
    took_part(group, "Unknown, late", date="2024-06")
    took_part(group, "Unknown, early", date="2015", record_kind="series")
    cited = took_part(group, "Unknown, cited", date="2014")
    passages_about(cited, author, 2)
    took_part(group, "Few killed", killed=3, date="2024")
    took_part(group, "Many killed", killed=150, date="2016", record_kind="series")
    took_part(group, "None killed", killed=0, date="2025")
    took_part(group, "Suspected", "suspected_perpetrator", killed=100)
    took_part(group, "Fought", "belligerent", killed=90, certainty="confirmed")

    (acts,) = groups_of(group, author)

    assert titles(acts) == [
        "Many killed",
        "Suspected",
        "Fought",
        "Few killed",
        "None killed",
        "Unknown, cited",
        "Unknown, late",
        "Unknown, early",
    ]
    page = page_of(signed_in(author).get(f"/actors/{group.pk}/"))
    assert "most fatalities first, then most passages, then the latest" in page
    assert "<b>summary of several events</b>" in page
    assert "party to the fighting, confirmed" in page
    assert "suspected perpetrator" in page
    assert "2 passages" in page
    assert "150 killed" in page


def test_events_against_an_actor_are_apart(author, group):
    took_part(group, "By it")
    took_part(group, "Raid on it", "target", killed=500)
    took_part(group, "Helped", "facilitator", certainty="alleged")
    both = took_part(group, "Both ways")
    make.ParticipationFactory(incident=both, actor=group, role="stated_target")

    found = {each.key: each for each in groups_of(group, author)}

    assert set(titles(found["acts"])) == {"By it", "Both ways"}
    assert titles(found["against"])[0] == "Raid on it"
    assert set(titles(found["against"])) == {"Raid on it", "Both ways"}
    assert titles(found["others"]) == ["Helped"]
    roles = {each.incident.title: each.roles for each in found["against"].rows}
    assert roles == {"Raid on it": ["target"], "Both ways": ["stated target"]}
    assert found["others"].rows[0].roles == ["facilitator, alleged"]
    page = page_of(signed_in(author).get(f"/actors/{group.pk}/"))
    for title in ("In which it acts", "Against it", "In other roles"):
        assert title in page


def listed(user, address):
    """The titles of the list of this address."""
    page = page_of(signed_in(user).get(address))
    return re.findall(r'data-open dir="auto">([^<]*)</a>', page)


def test_each_count_leads_to_the_list_of_exactly_these(project, author, group):
    for n in range(12):
        role = ("perpetrator", "co_perpetrator", "belligerent", "target")[n % 4]
        took_part(group, f"Incident {n}", role, killed=n, record_kind=("event", "series")[n % 2])
    took_part(group, "Withdrawn", state="withdrawn")
    took_part(make.ActorFactory(project=project), "Of another")
    kept = took_part(group, "Kept")
    merged = took_part(group, "Merged", "target")
    Incident.objects.filter(pk=merged.pk).update(merged_into=kept)
    old = make.ActorFactory(project=project, merged_into=group)
    took_part(old, "Of its former record", "target")
    hidden = took_part(group, "Hidden", "target", marking="red", created_by=author)

    for user in (author, member(project, "reader")):
        found = groups_of(group, user)
        assert [each.key for each in found] == ["acts", "against"]
        for each in found:
            assert len(listed(user, each.url)) == each.count
            assert set(titles(each)) <= set(listed(user, each.url))
            for _words, count, url in each.roles:
                assert len(listed(user, url)) == count
        assert (hidden.title in titles(found[1])) is (user == author)
        page = page_of(signed_in(user).get(f"/actors/{group.pk}/"))
        assert ("Hidden" in page) is (user == author)


def test_passages_that_one_may_not_see_move_no_incident(project, author, group):
    first = took_part(group, "Quiet", date="2020")
    second = took_part(group, "Cited in secret", date="2010")
    article = text.article(project=project, by=author, marking="red")
    text.link(text.annotation(article, author), second, author)

    def order(user):
        (acts,) = groups_of(group, user)
        return [each.incident for each in acts.rows], [each.passages for each in acts.rows]

    assert order(author) == ([second, first], [1, 0])
    assert order(member(project, "reader")) == ([first, second], [0, 0])


def test_the_foremost_are_those_that_a_full_sort_would_find(author, group):
    rows = [
        took_part(group, f"Incident {n}", killed=(None, 0, 1)[n % 3], date=str(2000 + n % 7))
        for n in range(40)
    ]
    counts = {row.pk: n % 4 for n, row in enumerate(rows)}
    for row in rows:
        passages_about(row, author, counts[row.pk])

    def rank(row):
        killed = -1 if row.killed_figure is None else row.killed_figure
        return (-killed, -counts[row.pk], -row.date_latest.toordinal(), row.title)

    expected = sorted(Incident.objects.all(), key=rank)
    for most in (1, 5, 10, 20, 39, 50):
        found = most_important(Incident.objects.order_by(), counts, most)
        assert [each.incident for each in found] == expected[:most]


def test_the_page_of_an_actor_with_many_incidents_takes_no_more_queries(
    author, group, django_assert_max_num_queries
):
    client = signed_in(author)

    def count():
        with django_assert_max_num_queries(90) as queries:
            page_of(client.get(f"/actors/{group.pk}/"))
        return len(queries)

    for role in ("perpetrator", "target", "responder"):
        took_part(group, role, role, killed=1)
    first = count()
    for n in range(60):
        took_part(group, f"Incident {n}", ("perpetrator", "target", "responder")[n % 3], killed=n)
    assert count() == first
