"""No merge closes a circle of causes, whoever is first: who links or who merges."""

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from incidents.events.chain_order import Edge, shortest_path
from incidents.models import Incident, IncidentLink
from tests.ctplatform.curation.conftest import Api
from tests.ctplatform.curation.test_concurrency import at_once
from tests.factories import incidents as register
from tests.factories.accounts import member

pytestmark = pytest.mark.both_databases


class Chain:
    """Incidents of one project by their letters, each leading to the next, and an editor."""

    def __init__(self, letters="abc", **values):
        self.first = register.IncidentFactory(title="a", **values)
        self.project = self.first.project
        self.editor = member(self.project, "editor")
        self.all = {"a": self.first} | {
            letter: register.IncidentFactory(project=self.project, title=letter, **values)
            for letter in letters[1:]
        }
        for one, two in pairwise(letters):
            self.link(one, "provoked", two)

    def __getitem__(self, letter):
        return Incident.objects.get(pk=self.all[letter].pk)

    def link(self, one, kind, two, by=None, **values):
        values = {"incident": self[one], "kind": kind, "to": self[two], **values}
        return curation.create_record(IncidentLink, values, by=by or self.editor).record

    def merge(self, gone, kept, by=None):
        return curation.merge(self[gone], self[kept], by=by or self.editor)

    def refused(self, gone, kept):
        with pytest.raises(ValidationError) as error:
            self.merge(gone, kept)
        (message,) = error.value.message_dict["into"]
        return message


@pytest.mark.pure
def test_a_path_is_the_shortest_and_none_where_none_leads():
    edges = [Edge("a", "b"), Edge("b", "c"), Edge("c", "d"), Edge("a", "c"), Edge("d", "b")]

    def following(nodes):
        return [edge for edge in edges if edge.first in nodes]

    assert shortest_path("a", "d", following) == [Edge("a", "c"), Edge("c", "d")]
    assert shortest_path("a", "a", following) == []
    assert shortest_path("d", "a", following) is None
    assert shortest_path("b", "b", following) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("gone", "kept"), ["ac", "ca"])
def test_what_leads_to_an_incident_is_not_merged_with_it(gone, kept):
    chain = Chain()
    said = chain.refused(gone, kept)
    assert "“a” provoked “b”; “b” provoked “c”" in said
    assert not Incident.objects.exclude(merged_into=None).exists()


@pytest.mark.django_db
def test_cause_and_effect_are_not_one_event():
    chain = Chain("ab")
    assert "“a” provoked “b”" in chain.refused("b", "a")
    IncidentLink.objects.update(status="rejected")
    assert chain.merge("b", "a").revision


@pytest.mark.django_db
def test_a_link_that_is_read_backwards_counts_forwards():
    chain = Chain("ab")
    chain.all["c"] = register.IncidentFactory(project=chain.project, title="c")
    chain.link("c", "counter_strike_to", "b")
    said = chain.refused("c", "a")
    assert "“a” provoked “b”; “c” is a counter-strike to “b”" in said


@pytest.mark.django_db
def test_two_effects_of_one_cause_may_be_one():
    chain = Chain("ab")
    chain.all["c"] = register.IncidentFactory(project=chain.project, title="c")
    chain.link("a", "provoked", "c")
    chain.link("b", "mirrors", "c")
    assert chain.merge("c", "b").revision


@pytest.mark.django_db
def test_a_chain_through_what_was_merged_counts():
    chain = Chain("ab")
    for letter in "cd":
        chain.all[letter] = register.IncidentFactory(project=chain.project, title=letter)
    chain.link("c", "provoked", "d")
    chain.merge("c", "b")
    assert "“a” provoked “b”; “c” provoked “d”" in chain.refused("d", "a")
    assert "“a” provoked “b”; “c” provoked “d”" in chain.refused("a", "d")
    curation.unmerge(chain["c"], by=chain.editor)
    assert chain.merge("d", "a").revision
    assert "“c” provoked “d”; “a” provoked “b”" in chain.refused("c", "b")


@pytest.mark.django_db
def test_links_that_an_editor_may_not_see_are_not_named():
    chain = Chain("abc")
    Incident.objects.filter(title="b").update(marking="red", created_by=None)
    said = chain.refused("c", "a")
    assert "a link that you may not see" in said
    assert "“b”" not in said


@pytest.mark.django_db
def test_the_page_the_api_and_its_dry_run_name_the_links(client):
    chain = Chain()
    client.force_login(chain.editor)
    a, c = chain["a"].pk, chain["c"].pk
    page = f"/incidents/{c}/merge/?into={a}"
    for answer in (client.get(page), client.post(f"/incidents/{c}/merge/", {"into": a})):
        assert answer.status_code == 400
        assert "“b” provoked “c”" in answer.content.decode()
    for dry_run in (True, False):
        values = {"into": str(a), "dry_run": dry_run}
        answer = Api(chain.editor).post(f"incidents/{c}/merge/", values)
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["pointer"]) == (400, "/into")
        assert "“a” provoked “b”" in error["message"]


@pytest.mark.django_db
def test_an_accepted_merge_is_looked_at_once_more():
    chain = Chain("ab")
    chain.all["c"] = register.IncidentFactory(project=chain.project, title="c")
    Incident.objects.update(
        state="published", published_at="2024-01-01T00:00Z", publish_policy="open"
    )
    proposal = chain.merge("c", "a").proposal
    waiting = chain.link("b", "provoked", "c")
    reviewers = [member(chain.project, "reviewer") for _ in range(2)]
    curation.accept(proposal, by=reviewers[0])
    curation.accept(Proposal.objects.get(target_id=waiting.pk), by=reviewers[0])
    with pytest.raises(ValidationError) as error:
        curation.accept(proposal, by=reviewers[1])
    assert "“b” provoked “c”" in error.value.message_dict["into"][0]
    assert Proposal.objects.get(pk=proposal.pk).state == "open"


@pytest.mark.django_db
def test_a_split_is_not_taken_back_into_a_circle():
    chain = Chain("ab")
    second = curation.split(chain["a"], {"title": "second"}, by=chain.editor)
    chain.all["s"] = second.record
    chain.link("b", "provoked", "s")
    with pytest.raises(ValidationError) as error:
        curation.revert(second.revision, by=chain.editor, reason="One, after all.")
    assert "“b” provoked “second”" in error.value.message_dict["into"][0]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("gone", "kept"), ["ac", "ca"])
def test_a_link_and_a_merge_do_not_close_a_circle_at_the_same_moment(gone, kept):
    chain = Chain("ab")
    chain.all["c"] = register.IncidentFactory(project=chain.project, title="c")
    people = [member(chain.project, "editor") for _ in range(2)]

    def done(act):
        try:
            act()
        except ValidationError:
            return "refused"
        return "done"

    def link():
        chain.link("b", "provoked", "c", by=people[0])

    def merge():
        chain.merge(gone, kept, by=people[1])

    for turn in range(8):
        acts = [link, merge] if turn % 2 else [merge, link]
        assert sorted(at_once(done, acts)) == ["done", "refused"]
        IncidentLink.objects.exclude(incident=chain.first).delete()
        Incident.objects.update(merged_into=None)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_merges_do_not_close_a_circle_at_the_same_moment():
    chain = Chain("ab")
    for letter in "cd":
        chain.all[letter] = register.IncidentFactory(project=chain.project, title=letter)
    chain.link("c", "provoked", "d")
    people = [member(chain.project, "editor") for _ in range(2)]

    def merged(job):
        gone, kept, by = job
        try:
            chain.merge(gone, kept, by=by)
        except ValidationError:
            return "refused"
        return "merged"

    for _ in range(8):
        jobs = [("d", "a", people[0]), ("b", "c", people[1])]
        assert sorted(at_once(merged, jobs)) == ["merged", "refused"]
        Incident.objects.update(merged_into=None)
