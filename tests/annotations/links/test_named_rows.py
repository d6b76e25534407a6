"""A passage linked to one row of a record: an estimate, a statement, a participant, a verdict."""

import pytest
from django.test import Client

from annotations.links.models.child_rows import NAMED_ROWS
from annotations.models import PassageLink
from annotations.reading.annotation_layer import Layer
from ctplatform.curation.services import (
    change_record,
    create_record,
    revert,
    split,
    withdraw_record,
)
from incidents.models import CasualtyEstimate
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories import incidents as register
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
FACTORIES = {
    "casualty_estimate": (register.CasualtyEstimateFactory, "killed"),
    "responsibility_statement": (register.ResponsibilityFactory, "responsibility"),
    "participation": (register.ParticipationFactory, "perpetrator"),
    "incident_link": (register.IncidentLinkFactory, "links"),
    "claimant": (register.ClaimantFactory, "claimants"),
    "verdict": (register.VerdictFactory, "verdict"),
}
RECORDS = {"incident": register.IncidentFactory, "allegation": register.AllegationFactory}


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", visibility="public")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="anna")


@pytest.fixture
def passage(project, author):
    return make.annotation(make.article(project, author), author)


def row_of(name, project):
    """A row of that kind, the record that it belongs to, and the field that it is about."""
    factory, field = FACTORIES[name]
    target = NAMED_ROWS[name].target
    record = RECORDS[target](project=project)
    return factory(**{target: record}), record, field


def body_of(passage, name, row, record, **values):
    return {
        "annotation": str(passage.pk),
        "target_type": NAMED_ROWS[name].target,
        "target_id": str(record.pk),
        name: str(row.pk),
        "role": "supports",
        **values,
    }


def test_every_kind_of_row_is_tried_here():
    assert FACTORIES.keys() == NAMED_ROWS.keys() - {"relation"}  # see test_named_relations


@pytest.mark.parametrize("name", FACTORIES)
def test_a_link_names_the_one_row_that_it_is_about(name, project, author, passage):
    row, record, field = row_of(name, project)
    api = Api(author)
    made = api.post("links/", body_of(passage, name, row, record)).json()
    assert (made[name], made["field"]) == (str(row.pk), field)
    api.post("links/", body_of(passage, name, row, record), 409)
    noun = {"incident": "incidents", "allegation": "allegations"}[NAMED_ROWS[name].target]
    (evidence,) = api.rows(f"{noun}/{record.pk}/evidence/")
    assert evidence[name] == str(row.pk)
    assert [each["id"] for each in api.rows("links/", **{name: str(row.pk)})] == [made["id"]]
    exported = api.get("annotations/export/", {"format": "web_annotation"})
    assert str(row.pk).encode() in b"".join(exported.streaming_content)


@pytest.mark.parametrize("name", FACTORIES)
def test_a_row_of_another_record_or_kind_is_refused(name, project, author, passage):
    row, record, field = row_of(name, project)
    other, other_record, _field = row_of(name, project)
    hidden, _record, _field = row_of(name, ProjectFactory())
    estimate, _incident, _field = row_of("casualty_estimate", project)
    actor = register.ActorFactory(project=project)
    api = Api(author, raise_request_exception=False)
    for values in (
        {name: str(other.pk)},
        {name: str(hidden.pk)},
        {name: "x"},
        {"target_id": str(other_record.pk)},
        {"target_type": "actor", "target_id": str(actor.pk)},
        {"field": "note" if field in ("claimants", "verdict") else "title"},
    ):
        refused = api.post("links/", body_of(passage, name, row, record) | values, 400)
        assert list(pointers(refused)) == [f"/{name}"], values
    if name != "casualty_estimate":
        twice = body_of(passage, name, row, record) | {"casualty_estimate": str(estimate.pk)}
        assert api.post("links/", twice, 400).json()["errors"]
    assert not PassageLink.objects.exists()


def test_an_estimate_of_the_killed_is_not_named_for_the_injured(project, author, passage):
    row, record, _field = row_of("casualty_estimate", project)
    api = Api(author, raise_request_exception=False)
    values = body_of(passage, "casualty_estimate", row, record, field="injured")
    refused = api.post("links/", values, 400)
    assert list(pointers(refused)) == ["/field"]
    assert "killed" in refused.json()["errors"][0]["message"]


def test_a_hidden_row_hides_what_names_it(project, author, passage):
    victim = register.ActorFactory(
        project=project, kind="individual", person_sensitivity="victim", name="Nobody's name"
    )
    incident = register.IncidentFactory(project=project)
    part = register.ParticipationFactory(incident=incident, actor=victim, role="perpetrator")
    make.link(passage, incident, author, participation=part)
    stranger, version = UserFactory(), passage.article_version_id
    assert len(Api(author).rows("links/")) == 1
    assert str(part.pk).encode() in Layer(version, author).content()
    assert Api(stranger).rows("links/") == []
    assert Api(stranger).rows(f"incidents/{incident.pk}/evidence/") == []
    for secret in (str(part.pk), "Nobody's name"):
        assert secret.encode() not in Layer(version, stranger).content()


def test_a_removed_estimate_hides_its_link_until_that_is_undone(project, author, passage):
    incident = register.IncidentFactory(project=project, created_by=author)
    values = {"incident": incident, "kind": "killed", "best": 9}
    row = create_record(CasualtyEstimate, values, by=author).record
    make.link(passage, incident, author, casualty_estimate=row)
    outcome = withdraw_record(row, by=author, reason="No.")
    admin = UserFactory(is_superuser=True, is_staff=True)
    for reader in (author, admin):
        Layer(passage.article_version_id, reader).content()
    Api(admin).rows("links/")
    assert Api(author).rows("links/") == []
    revert(outcome.revision, by=author, reason="Yes.")
    assert Api(author).rows("links/")[0]["casualty_estimate"] == str(row.pk)


@pytest.mark.parametrize("name", FACTORIES)
def test_the_reading_page_says_the_row_and_hears_of_its_changes(name, project, author, passage):
    row, record, _field = row_of(name, project)
    make.link(passage, record, author, NAMED_ROWS[name].target, **{name: row})
    owner = member(project, "owner")
    layer = Layer(passage.article_version_id, owner)
    assert str(row).encode() in layer.content()
    before = layer.etag()
    type(row).objects.filter(pk=row.pk).update(version=row.version + 1)
    assert Layer(passage.article_version_id, owner).etag() != before


def test_what_hides_a_participant_is_news_to_the_owner_of_the_text(project, author, passage):
    row, record, _field = row_of("participation", project)
    make.link(passage, record, author, participation=row)
    owner, editor = member(project, "owner"), member(project, "editor")
    before = Layer(passage.article_version_id, owner).etag()
    change_record(row.actor, {"description": "Other words."}, by=editor)
    assert Layer(passage.article_version_id, owner).etag() != before


def test_the_last_passage_of_a_published_estimate_is_kept():
    team = Team()
    incident = register.IncidentFactory(project=team.project, published=True)
    article = make.article(team.project, team.author)
    rows = [register.CasualtyEstimateFactory(incident=incident, best=n) for n in (9, 19)]
    links = [
        make.link(
            make.annotation(article, team.author),
            incident,
            team.author,
            casualty_estimate=row,
            role="supports",
        )
        for row in rows
    ]
    api = Api(team.author)
    api.delete(f"links/{links[0].pk}/", 409, if_match=f'"{links[0].pk}-1"')
    make.link(
        make.annotation(article, team.author),
        incident,
        team.author,
        field="killed",
        role="supports",
    )
    api.delete(f"links/{links[0].pk}/", if_match=f'"{links[0].pk}-1"')


@pytest.mark.parametrize("name", FACTORIES)
def test_each_row_of_a_page_shows_its_own_passages(name, project, author, passage):
    row, record, field = row_of(name, project)
    row_of(name, project)
    make.link(passage, record, author, NAMED_ROWS[name].target, role="supports", **{name: row})
    client = Client()
    client.force_login(author)
    noun = {"incident": "incidents", "allegation": "allegations"}[NAMED_ROWS[name].target]
    page = client.get(f"/{noun}/{record.pk}/").content.decode()
    assert page.count('class="row-passages"') == 1
    asked = {"type": NAMED_ROWS[name].target, "id": str(record.pk), "field": field}
    offered = client.get("/links/rows/", asked).json()
    assert offered == [{"row_type": name, "id": str(row.pk), "title": str(row)}]
    assert client.get("/links/rows/", asked | {"field": "title"}).json() == []
    assert client.get("/links/rows/", asked | {"id": "x"}).status_code == 404


def test_a_row_of_a_merged_record_is_named_as_that_record_has_it(project, author, passage):
    row, record, _field = row_of("casualty_estimate", project)
    kept = register.IncidentFactory(project=project)
    type(record).objects.filter(pk=record.pk).update(merged_into=kept)
    made = Api(author).post("links/", body_of(passage, "casualty_estimate", row, kept)).json()
    assert (made["target_id"], made["casualty_estimate"]) == (str(record.pk), str(row.pk))
    (evidence,) = Api(author).rows(f"incidents/{kept.pk}/evidence/")
    assert evidence["casualty_estimate"] == str(row.pk)


def test_a_split_takes_the_links_of_its_rows_along(project, author, passage):
    editor = member(project, "editor")
    record = register.IncidentFactory(project=project, created_by=author)
    moved, stays = (register.CasualtyEstimateFactory(incident=record, best=n) for n in (9, 19))
    links = [make.link(passage, record, author, casualty_estimate=each) for each in (moved, stays)]
    second = split(record, {"title": "Second"}, by=editor, move=[moved.pk, links[1].pk]).record
    for link in links:
        link.refresh_from_db()
    assert (links[0].incident, links[0].casualty_estimate) == (second, moved)
    assert (links[1].incident, links[1].casualty_estimate) == (second, None)
    assert len(Api(author).rows("links/")) == 2
