"""The order of linked incidents: pure rules, and the rows that must obey them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from ctplatform.curation import services as curation
from incidents import vocabularies
from incidents.chains.queries import chain_of, loose_links
from incidents.events import chain_order
from incidents.events.chain_order import Edge
from incidents.models import Incident, IncidentLink, Warning
from tests.ctplatform.curation.test_concurrency import at_once
from tests.factories import incidents as register
from tests.factories.accounts import member

pytestmark = pytest.mark.both_databases

DAY = dt.date(2024, 1, 16)


@pytest.mark.pure
def test_every_ordered_kind_is_in_the_vocabulary_and_reads_both_ways():
    assert set(vocabularies.INCIDENT_LINK_KINDS) >= chain_order.ORDERED
    assert not chain_order.EARLIER_FIRST & chain_order.LATER_FIRST
    assert set(vocabularies.INVERSE_LINK_LABELS) == set(vocabularies.INCIDENT_LINK_KINDS)


@pytest.mark.pure
def test_ends_are_turned_so_that_the_cause_comes_first():
    assert chain_order.ordered_ends("provoked", "a", "b") == ("a", "b")
    assert chain_order.ordered_ends("counter_strike_to", "b", "a") == ("a", "b")


@pytest.mark.pure
def test_dates_contradict_an_order_only_where_both_are_known():
    later = DAY + dt.timedelta(1)
    assert chain_order.dates_allow_order(DAY, DAY)
    assert not chain_order.dates_allow_order(later, DAY)
    assert chain_order.dates_allow_order(None, DAY)
    assert chain_order.dates_allow_order(later, None)


@pytest.mark.pure
def test_a_chain_is_read_from_cause_to_effect_and_a_circle_ends():
    edges = [Edge("b", "c"), Edge("a", "b"), Edge("a", "d")]
    order = [node for node, _into in chain_order.in_order("dcba", edges, rank=str)]
    assert order == ["a", "b", "c", "d"]
    assert dict(chain_order.in_order("dcba", edges, rank=str))["c"] == [Edge("b", "c")]
    circle = [Edge("a", "b"), Edge("b", "a")]
    assert [node for node, _into in chain_order.in_order("ba", circle, rank=str)] == ["a", "b"]


def an_attack(project, date=None, **values):
    return register.IncidentFactory(project=project, date=date, **values)


@pytest.fixture
def strikes(db):
    """An attack, a strike and a counter-strike of one project, and somebody who edits them."""
    first = register.IncidentFactory(date="2024-01-03")
    by = member(first.project, "editor")
    strike = an_attack(first.project, "2024-01-16")
    answer = an_attack(first.project, "2024-01-18")
    return first, strike, answer, by


def link(by, start, kind, to, **values):
    return curation.create_record(
        IncidentLink, {"incident": start, "kind": kind, "to": to, **values}, by=by
    ).record


def test_a_lag_is_counted_between_days_and_from_the_earlier(strikes):
    first, strike, answer, by = strikes
    assert link(by, first, "provoked", strike, target_mismatch=True).lag_days == 13
    assert link(by, answer, "counter_strike_to", strike).lag_days == 2
    vague = an_attack(first.project, "2024-02")
    assert link(by, answer, "followed_by", vague).lag_days is None


def test_a_cause_does_not_come_after_its_effect(strikes):
    first, strike, _answer, by = strikes
    with pytest.raises(ValidationError) as error:
        link(by, strike, "provoked", first)
    assert "16 January 2024" in error.value.message_dict["kind"][0]
    with pytest.raises(ValidationError):
        link(by, first, "counter_strike_to", strike)
    assert link(by, strike, "mirrors", first)
    assert link(by, strike, "enabled_by", first)


def test_a_rejected_link_may_say_what_cannot_be(strikes):
    first, strike, _answer, by = strikes
    assert link(by, strike, "provoked", first, status="rejected").status == "rejected"


def test_no_circle_through_either_direction(strikes):
    by = strikes[-1]
    one, two, three = (an_attack(strikes[0].project) for _ in range(3))
    link(by, one, "provoked", two)
    link(by, three, "counter_strike_to", two)
    with pytest.raises(ValidationError) as error:
        link(by, three, "followed_by", one)
    assert list(error.value.message_dict) == ["to"]
    assert link(by, three, "followed_by", one, status="rejected")


def test_no_link_to_itself_twice_or_into_another_project(strikes):
    first, strike, _answer, by = strikes
    link(by, first, "provoked", strike)
    for to, kind in (
        (first, "mirrors"),
        (strike, "provoked"),
        (an_attack(None or register.ProjectFactory()), "mirrors"),
    ):
        with pytest.raises(ValidationError):
            link(by, first, kind, to)
    assert IncidentLink.objects.count() == 1


def test_a_warning_comes_before_its_event(strikes):
    first, _strike, _answer, by = strikes
    values = {"project": first.project, "title": "A warning", "incident": first}
    with pytest.raises(ValidationError) as error:
        curation.create_record(Warning, values | {"date": "2024-01-04"}, by=by)
    assert list(error.value.message_dict) == ["date"]
    made = curation.create_record(
        Warning, values | {"date": "2024-01", "heeded": "no"}, by=by
    ).record
    assert (made.date_precision, made.state) == ("month", "candidate")
    Incident.objects.filter(pk=first.pk).update(
        date_earliest=None, date_latest=dt.date(2023, 12, 1)
    )
    assert not Warning.objects.get(pk=made.pk).dates_agree


def steps(incident, by):
    return [
        (str(step.record), [each.words for each in step.arrivals])
        for step in chain_of(incident, by)
    ]


def test_a_chain_passes_through_a_merged_incident_to_the_one_that_stands_for_it(strikes):
    first, strike, answer, by = strikes
    again = an_attack(first.project, "2024-01-16", title="The strike, again")
    link(by, first, "provoked", strike)
    link(by, answer, "counter_strike_to", again)
    link(by, first, "provoked", again)
    link(by, strike, "same_event_as", again)
    warning = register.WarningFactory(project=first.project, incident=again, title="A word")
    charge = register.AllegationFactory(project=first.project, incident=again)
    assert len(steps(first, by)) == 6
    curation.merge(again, strike, by=by)

    expected = [
        (str(first), []),
        (str(warning), []),
        (str(strike), ["provoked", "warned of"]),
        (str(answer), ["was answered by"]),
        (str(charge), ["was followed by the allegation"]),
    ]
    for each in (first, strike, answer):
        assert dict(steps(each, by)) == dict(expected), each
    strike.refresh_from_db()
    assert loose_links(strike, by) == []
    # What the merge joined is one chain for the rule against circles as well.
    with pytest.raises(ValidationError):
        link(by, answer, "followed_by", first)


def test_a_chain_ends_where_what_stands_for_a_record_is_hidden(strikes):
    first, strike, answer, by = strikes
    kept = an_attack(first.project, "2024-01-16", title="HIDDEN")
    link(by, first, "provoked", strike)
    link(by, answer, "counter_strike_to", strike)
    curation.merge(strike, kept, by=by)
    Incident.objects.filter(pk=kept.pk).update(embargo_until="2999-01-01T00:00Z", created_by=None)
    reader = member(first.project, "reader")
    assert steps(first, reader) == []
    assert len(steps(first, by)) == 3


def test_following_a_chain_takes_as_many_queries_however_many_hang_on_it(
    strikes, django_assert_max_num_queries
):
    first, strike, _answer, by = strikes

    def count(more):
        for _ in range(more):
            gone = an_attack(first.project, "2024-01-16")
            link(by, first, "provoked", gone)
            register.WarningFactory(project=first.project, incident=gone)
            register.AllegationFactory(project=first.project, incident=gone)
            curation.merge(gone, strike, by=by)
        with django_assert_max_num_queries(40) as queries:
            chain_of(first, by)
        return len(queries)

    assert count(2) == count(4)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_people_do_not_close_a_circle_at_the_same_moment():
    one = register.IncidentFactory()
    other, project = an_attack(one.project), one.project
    people = [member(project, "editor") for _ in range(2)]

    def linked(pair):
        start, to, by = pair
        try:
            link(by, start, "provoked", to)
        except ValidationError:
            return "refused"
        return "linked"

    for _ in range(8):
        jobs = [(one, other, people[0]), (other, one, people[1])]
        assert sorted(at_once(linked, jobs)) == ["linked", "refused"]
        IncidentLink.objects.all().delete()
