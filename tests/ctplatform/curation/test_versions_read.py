"""A reviewer decides on what she has read: what has changed since is not accepted unseen."""

import pytest
from django.urls import reverse

from ctplatform.curation import services
from ctplatform.curation.models import Proposal
from ctplatform.domain_errors import StaleVersion
from tests.ctplatform.curation.test_concurrency import at_once
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team, hidden_fields, versions_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def grave(team):
    candidate = team.candidate()
    team.casualty(candidate, low=None, high=None, best=60)
    return candidate


def amend(team, proposal, title="Another title"):
    return services.amend(proposal, by=team.author, values={"title": title})


@pytest.mark.parametrize("decision", ["accept", "reject", "request-changes"])
def test_words_that_the_author_amends_after_the_page_was_opened_are_not_decided_unseen(
    client, decision
):
    team = Team()
    proposal = team.proposal()
    client.force_login(team.reviewer)
    address = reverse("proposal-decide", args=[proposal.pk, decision])
    page = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    form = hidden_fields(page, reverse("proposal-decide", args=[proposal.pk, "accept"]))
    amend(team, proposal)

    answer = client.post(address, form | {"reason": "I read it."})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This proposal has changed since you opened it." in html
    assert "Another title" in html
    assert 'value="I read it."' in html
    proposal.refresh_from_db()
    assert proposal.state == "open"
    again = hidden_fields(html, reverse("proposal-decide", args=[proposal.pk, "accept"]))
    assert client.post(address, again | {"reason": "Read."}).status_code == 302


def test_a_form_that_does_not_say_what_it_showed_is_refused(client):
    team = Team()
    proposal = team.proposal()
    client.force_login(team.reviewer)
    address = reverse("proposal-decide", args=[proposal.pk, "accept"])
    for version in ("", "x", "-1", "9" * 40, "٣"):
        assert client.post(address, {"version": version}).status_code == 409
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_a_program_accepts_the_version_that_it_read(api):
    team = Team()
    proposal = team.proposal()
    path, reviewer = f"proposals/{proposal.pk}/", api(team.reviewer)
    read = reviewer.get(path)
    amend(team, proposal)

    missing = reviewer.post(f"{path}accept/", {"reason": "Yes."})
    assert missing.status_code == 428
    assert "“version” in the body" in missing.json()["detail"]
    assert reviewer.post(f"{path}accept/", etag=read["ETag"]).status_code == 412
    assert reviewer.post(f"{path}accept/", {"version": 1}).status_code == 412
    for version in ("one", 1.5, True, [1], {}):
        bad = reviewer.post(f"{path}accept/", {"version": version})
        assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (400, "/version")
    for act in ("reject", "request-changes"):
        refused = reviewer.post(f"{path}{act}/", {"reason": "No.", "version": 1})
        assert refused.status_code == 412
    assert reviewer.post(f"{path}accept/", {"version": 2}).json()["state"] == "applied"


def test_a_program_that_rejects_needs_no_version(api):
    team = Team()
    proposal = team.proposal()
    answer = api(team.reviewer).post(f"proposals/{proposal.pk}/reject/", {"reason": "No."})
    assert (answer.status_code, answer.json()["state"]) == (200, "rejected")


def test_a_candidate_edited_after_it_was_opened_is_not_published_unseen(client):
    team = Team()
    candidate = team.candidate()
    client.force_login(team.reviewer)
    address = f"/incidents/{candidate.pk}/publish/"
    seen = hidden_fields(client.get(f"/incidents/{candidate.pk}/").content.decode(), address)
    services.change_record(candidate, {"title": "Another title"}, by=team.author)

    page = client.post(address, seen, follow=True).content.decode()

    assert "This record has changed since you opened it." in page
    assert "Another title" in page
    candidate.refresh_from_db()
    assert candidate.state == "candidate"
    client.post(address, hidden_fields(page, address))
    candidate.refresh_from_db()
    assert candidate.state == "published"


def test_a_row_added_to_a_candidate_after_it_was_opened_is_not_published_unseen(client):
    team = Team()
    candidate = team.candidate()
    client.force_login(team.reviewer)
    address = f"/incidents/{candidate.pk}/publish/"
    seen = hidden_fields(client.get(f"/incidents/{candidate.pk}/").content.decode(), address)
    team.casualty(candidate)
    page = client.post(address, seen, follow=True).content.decode()
    assert "This record has changed since you opened it." in page
    assert "Published." not in client.post(address, {}, follow=True).content.decode()
    candidate.refresh_from_db()
    assert candidate.state == "candidate"


def test_a_program_publishes_the_version_that_it_read(api):
    team = Team()
    candidate = team.candidate()
    path, reviewer = f"incidents/{candidate.pk}/", api(team.reviewer)
    read = reviewer.get(path)
    services.change_record(candidate, {"title": "Another title"}, by=team.author)
    assert reviewer.post(f"{path}publish/").status_code == 428
    assert reviewer.post(f"{path}publish/", etag=read["ETag"]).status_code == 412
    assert reviewer.post(f"{path}publish/", {"version": 2}).json()["state"] == "published"


def test_the_second_approval_is_of_the_candidate_that_was_shown(client, api):
    team = Team()
    candidate = grave(team)
    proposal = services.publish(candidate, by=team.reviewer).proposal
    client.force_login(team.second)
    address = reverse("proposal-decide", args=[proposal.pk, "accept"])
    form = hidden_fields(
        client.get(reverse("proposal", args=[proposal.pk])).content.decode(), address
    )
    path = f"proposals/{proposal.pk}/"
    read = api(team.second).get(path)
    team.casualty(candidate, kind="injured", low=None, high=None, best=4)

    assert client.post(address, form).status_code == 409
    assert api(team.second).post(f"{path}accept/", etag=read["ETag"]).status_code == 412
    proposal.refresh_from_db()
    assert proposal.first_reviewer == team.reviewer


def test_many_decided_at_once_name_what_they_did_not_take(client):
    team = Team()
    incident = team.published()
    rows = [team.proposal(incident, summary=f"Words {number}") for number in range(4)]
    client.force_login(team.reviewer)
    form = {"proposal": [str(row.pk) for row in rows], **versions_of(*rows)}
    amended, withdrawn, hidden = rows[1], rows[2], Team().proposal()
    services.amend(amended, by=team.author, values={"summary": "Words that nobody has read"})
    services.withdraw(withdrawn, by=team.author)
    form["proposal"].append(str(hidden.pk))

    answer = client.post(
        f"/review/many/?project={team.project.slug}",
        form | {"decision": "reject", "reason": "Not in the text."},
    )

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "3 proposals stayed as they were." in html
    assert "Somebody changed this record after you read it" in html
    assert "It does not wait for your decision (state: withdrawn)." in html
    assert reverse("proposal", args=[withdrawn.pk]) in html
    assert "There is no such proposal, or you cannot see it." in html
    assert " checked aria-label" not in html
    states = dict(Proposal.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["rejected", "open", "withdrawn", "rejected"]
    assert states[hidden.pk] == "open"


def test_a_bulk_decision_of_a_program_answers_for_every_id(api):
    team = Team()
    incident = team.published()
    rows = [team.proposal(incident, summary=f"Words {number}") for number in range(3)]
    ids = [*(str(row.pk) for row in rows), str(Team().proposal().pk)]
    reviewer = api(team.reviewer)
    body = {"ids": ids, "decision": "accept"}
    assert reviewer.post("proposals/decide/", body).status_code == 428
    services.amend(rows[2], by=team.author, values={"summary": "Unread"})
    body["versions"] = dict.fromkeys(ids, 1)
    found = reviewer.post("proposals/decide/", body).json()
    assert [row["id"] for row in found] == ids
    assert [row["state"] for row in found] == ["applied", "open", "open", None]
    assert all(row["error"] for row in found[1:])
    bad = reviewer.post("proposals/decide/", body | {"versions": {"x": 1}})
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (400, "/versions")


def test_ticked_candidates_that_changed_or_vanished_are_named(client):
    team = Team()
    changed, kept = team.candidate(title="Changed"), team.candidate(title="Kept")
    client.force_login(team.reviewer)
    form = {"record": [str(changed.pk), str(kept.pk)], **versions_of(changed, kept)}
    form["record"].append(str(Team().candidate().pk))
    services.change_record(changed, {"country": "DZ"}, by=team.author)
    html = client.post(
        f"/incidents/many/?project={team.project.slug}", form | {"act": "publish"}
    ).content.decode()
    assert "1 selected record is not among these." in html
    assert "Somebody changed this record after you read it" in html
    changed.refresh_from_db()
    kept.refresh_from_db()
    assert (changed.state, kept.state) == ("candidate", "published")


def test_the_admin_accepts_and_publishes_the_version_that_its_list_showed(client):
    team = Team()
    root = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    proposal, candidate = team.proposal(), team.candidate()
    for address, row in (
        ("/admin/curation/proposal/", proposal),
        ("/admin/incidents/incident/", candidate),
    ):
        html = client.get(address).content.decode()
        assert f'name="version-{row.pk}" value="1"' in html
        assert 'id="action-toggle"' in html
    seen = versions_of(proposal, candidate)
    amend(team, proposal)
    services.change_record(candidate, {"country": "DZ"}, by=team.author)
    for address, row, act in (
        ("/admin/curation/proposal/", proposal, "accept_selected"),
        ("/admin/incidents/incident/", candidate, "publish_selected"),
    ):
        form = {"action": act, "_selected_action": [row.pk]}
        page = client.post(address, form | seen, follow=True).content.decode()
        assert "Somebody changed this record after you read it" in page
        client.post(address, form, follow=True)
        row.refresh_from_db()
        assert row.state in ("open", "candidate")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_an_amendment_and_an_acceptance_at_the_same_moment_apply_what_was_read():
    team = Team()
    for _number in range(8):
        proposal = team.proposal(team.published(), title="Read")

        def act(verb, proposal=proposal):
            row = Proposal.objects.get(pk=proposal.pk)
            try:
                if verb == "amend":
                    amend(team, row)
                else:
                    services.accept(row, by=team.reviewer, expected_version=1)
            except Exception as error:
                return type(error)
            return None

        refused = at_once(act, ["amend", "accept"])
        proposal.refresh_from_db()
        if proposal.state == "applied":
            assert (proposal.diff["title"]["to"], refused[0] is not None) == ("Read", True)
        else:
            assert refused[1] is StaleVersion
