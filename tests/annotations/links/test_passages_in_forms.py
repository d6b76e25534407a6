"""Forms of records, rows and proposals take passages along, and link them to what is written."""

import pytest
from django.test import Client

from annotations.models import PassageLink
from ctplatform.curation import services
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import is_curated
from ctplatform.record_types.registry import record_types, row_types
from incidents.models import CasualtyEstimate, Incident
from tests.factories import annotations as make
from tests.factories import incidents as register
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def client(team):
    client = Client()
    client.force_login(team.author)
    return client


@pytest.fixture
def passage(team):
    return make.annotation(make.article(team.project, team.author), team.author, "more than 150")


@pytest.fixture
def published(team):
    return register.IncidentFactory(project=team.project, title="Market attack", published=True)


@pytest.fixture
def candidate(team):
    return register.IncidentFactory(project=team.project, created_by=team.author, title="Attack")


def posted(client, address, **values):
    """Send the form at an address as it stands there, with some values changed."""
    page = client.get(address)
    assert page.status_code == 200
    form = page.context["form"]
    sent = {field.html_name: field.value() for field in form}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    return client.post(address, sent | {"passages_shown": "1"} | values)


def test_every_form_offers_passages(client, team, candidate):
    for noun in [each.noun for each in record_types() if is_curated(each.model)]:
        page = client.get(f"/{noun}/new/?project={team.project.slug}").content.decode()
        assert "data-passages" in page, noun
    parents = {
        "incidents": candidate,
        "actors": register.ActorFactory(project=team.project, created_by=team.author),
        "allegations": register.AllegationFactory(project=team.project, created_by=team.author),
        "assessments": register.AssessmentFactory(project=team.project, created_by=team.author),
        "checks": register.DataCheckFactory(project=team.project, created_by=team.author),
    }
    for editing in [each for each in row_types() if each.form]:
        noun = editing.page_noun
        parent = editing.model._meta.get_field(editing.model.visible_through[0]).related_model
        parent = next(each for each in parents.items() if isinstance(each[1], parent))
        page = client.get(f"/{parent[0]}/{parent[1].pk}/{noun}/new/").content.decode()
        assert "data-passages" in page, noun
    for address in ("outcome/", "edit/"):
        page = client.get(f"/assessments/{parents['assessments'].pk}/{address}").content.decode()
        assert page.count("data-passages") == 1


def test_edit_record_from_a_passage_carries_the_passage(client, candidate, passage):
    address = f"/incidents/{candidate.pk}/edit/?passage={passage.pk}"
    page = client.get(address).content.decode()
    assert f'value="{passage.pk}" checked' in page
    assert "more than 150" in page
    said = {"passage": [str(passage.pk)], f"stance-{passage.pk}": "supports"}
    assert posted(client, address, title="Market attack", **said).status_code == 302
    link = PassageLink.objects.get()
    assert (link.annotation, link.incident, link.field) == (passage, candidate, "title")
    assert (link.role, link.stated_value) == ("supports", "Market attack")
    revision = Revision.objects.filter(target_id=candidate.pk).latest("at")
    assert [each.object_id for each in revision.evidence.all()] == [passage.pk]


def test_a_passage_says_its_field_stance_and_value_in_the_form(client, candidate, passage):
    pk = passage.pk
    said = {"passage": [str(pk)], f"field-{pk}": "killed", f"stance-{pk}": "contradicts"}
    address = f"/incidents/{candidate.pk}/edit/"
    stated = {f"stated-{pk}": "150"}
    grade = f"credibility-{pk}"
    sent = posted(client, address, title="Other", **said, **stated, **{grade: "3"})
    assert sent.status_code == 302
    link = PassageLink.objects.get()
    assert (link.field, link.role, link.stated_value) == ("killed", "contradicts", 150)
    assert link.credibility == 3
    # What is linked so already takes the grade that is given, and keeps its own without one.
    for chosen in ({grade: "5"}, {grade: ""}):
        sent = posted(client, address, summary="Again.", **said, **stated, **chosen)
        assert sent.status_code == 302
        assert PassageLink.objects.get().credibility == 5
    for wrong in (
        {f"field-{pk}": "no such"},
        {f"stance-{pk}": "x"},
        {"passage": ["x"]},
        {grade: "7"},
        {grade: "²"},
    ):
        refused = posted(client, address, title="Third", **(said | wrong))
        assert refused.status_code == 200
        assert refused.context["form"].errors
    assert Incident.objects.get(pk=candidate.pk).title == "Other"


def test_an_estimate_is_made_from_a_passage_and_named_by_it(client, candidate, passage):
    address = f"/incidents/{candidate.pk}/casualties/new/?passage={passage.pk}"
    sent = posted(client, address, kind="killed", stated="more than 150", passage=[str(passage.pk)])
    assert sent.status_code == 302
    row, link = CasualtyEstimate.objects.get(), PassageLink.objects.get()
    assert (link.casualty_estimate, link.field, link.incident) == (row, "killed", candidate)
    assert link.stated_value == "more than 150"


@pytest.mark.parametrize(
    ("noun", "values", "name", "field"),
    [
        ("responsibility", {"kind": "claims"}, "responsibility_statement", "responsibility"),
        ("participations", {"role": "perpetrator"}, "participation", "perpetrator"),
        ("incident-places", {}, "", "further_places"),
    ],
)
def test_rows_are_made_from_a_passage(client, team, candidate, passage, noun, values, name, field):
    ends = {
        "responsibility": ("speaker", register.ActorFactory(project=team.project)),
        "participations": ("actor", register.ActorFactory(project=team.project)),
        "incident-places": ("place", register.PlaceFactory(project=team.project)),
    }
    end, row = ends[noun]
    address = f"/incidents/{candidate.pk}/{noun}/new/?passage={passage.pk}"
    said = {"passage": [str(passage.pk)], end: str(row.pk)}
    if noun == "incident-places":
        said["role"] = "also"
    sent = posted(client, address, **values, **said)
    assert sent.status_code == 302, sent.context["form"].errors
    link = PassageLink.objects.get()
    assert (link.incident, link.field, link.row_type) == (candidate, field, name)


def test_a_proposed_row_is_named_by_its_passage_once_it_is_accepted(
    client, team, published, passage
):
    address = f"/incidents/{published.pk}/casualties/new/?passage={passage.pk}"
    said = {"passage": [str(passage.pk)]}
    posted(client, address, kind="killed", stated="more than 150", **said)
    proposal, link = Proposal.objects.get(), PassageLink.objects.get()
    assert [each.object_id for each in proposal.evidence.all()] == [passage.pk]
    assert (link.field, link.casualty_estimate, link.stated_value) == (
        "killed",
        None,
        "more than 150",
    )
    for reviewer in (team.reviewer, team.owner):
        if Proposal.objects.get().state == "open":
            services.accept(Proposal.objects.get(), by=reviewer, reason="")
    link.refresh_from_db()
    assert link.casualty_estimate == CasualtyEstimate.objects.get()


def test_passages_are_found_without_a_script_and_nothing_is_written(client, candidate, passage):
    address = f"/incidents/{candidate.pk}/edit/"
    search = {"find_passages": "1", "passage_words": "MORE than"}
    page = posted(client, address, title="Typed", **search)
    assert page.status_code == 200
    html = page.content.decode()
    assert f'name="passage" value="{passage.pk}"' in html
    assert 'value="Typed"' in html
    assert Incident.objects.get(pk=candidate.pk).title == "Attack"
    assert (
        "No passage has these words"
        in posted(client, address, find_passages="1", passage_words="zebra").content.decode()
    )


def test_the_search_answers_members_alone(client, team, passage):
    address = f"/passages/found/?project={team.project.slug}&about=incident&passage_words=150"
    page = client.get(address)
    assert str(passage.pk) in page.content.decode()
    assert "Fatalities" in page.content.decode()
    assert client.get(address.replace("incident", "nothing")).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code in (403, 404)


def test_a_passage_of_another_project_is_no_evidence_here(client, candidate):
    other = make.annotation()
    page = client.get(f"/incidents/{candidate.pk}/edit/?passage={other.pk}")
    assert str(other.pk) not in page.content.decode().replace(f"passage={other.pk}", "")
    sent = posted(client, f"/incidents/{candidate.pk}/edit/", title="New", passage=[str(other.pk)])
    assert "no such evidence" in sent.content.decode()
    assert not PassageLink.objects.filter(incident=candidate).exists()


def test_an_author_amends_the_passages_of_a_proposal(client, team, published, passage):
    first = make.annotation(passage.article_version.article, team.author, "gunmen")
    proposal = services.propose(
        published, {"title": "Attack on a market"}, by=team.author, evidence=[first]
    )
    address = f"/review/{proposal.pk}/amend/"
    assert f'value="{first.pk}" checked' in client.get(address).content.decode()
    sent = posted(client, address, title="Attack on the market", passage=[str(passage.pk)])
    assert sent.status_code == 302
    assert [each.object_id for each in proposal.evidence.all()] == [passage.pk]
    link = PassageLink.objects.get()
    assert (link.annotation, link.field) == (passage, "title")
    assert link.stated_value == "Attack on the market"


def test_what_is_linked_so_already_is_linked_once(client, candidate, passage, team):
    make.link(passage, candidate, team.author, field="title", role="supports")
    posted(client, f"/incidents/{candidate.pk}/edit/", title="Else", passage=[str(passage.pk)])
    assert PassageLink.objects.count() == 1
    assert Incident.objects.get(pk=candidate.pk).title == "Else"
