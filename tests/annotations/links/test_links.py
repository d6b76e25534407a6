"""Links over HTTP: what a passage says of a record."""

import datetime
import uuid

import pytest
from django.utils import timezone

from annotations.models import PassageLink
from incidents.models import Incident
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    AssessmentFactory,
    CountryFactory,
    IncidentFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db
KINDS = {
    "incident": IncidentFactory,
    "actor": ActorFactory,
    "place": PlaceFactory,
    "assessment": AssessmentFactory,
}


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="anna")


@pytest.fixture
def api(author):
    return Api(author, raise_request_exception=False)


@pytest.fixture
def passage(project, author):
    return make.annotation(make.article(project, author), author)


@pytest.fixture
def body(passage, project):
    incident = IncidentFactory(project=project)

    def of(**values):
        return {
            "annotation": str(passage.pk),
            "target_type": "incident",
            "target_id": str(incident.pk),
            **values,
        }

    return of


def tag(row):
    return f'"{row["id"]}-{row["version"]}"'


@pytest.mark.parametrize("kind", KINDS)
def test_link_comes_back_as_it_was_entered(api, body, project, kind):
    target = KINDS[kind](project=project)
    given = body(
        target_type=kind,
        target_id=str(target.pk),
        role="supports",
        stated_value={"low": 151, "words": "more than 150"},
        credibility=2,
    )
    answer = api.post("links/", given)
    made = answer.json()
    assert {name: made[name] for name in given} == given
    assert (made["title"], made["author"], made["field"]) == (str(target), "anna", "")
    assert answer["ETag"] == tag(made)
    assert api.get(answer["Location"]).json() == made
    assert api.rows("links/", target_type=kind) == [made]
    assert api.rows("links/", target_id=str(target.pk), role="supports") == [made]


@pytest.mark.parametrize("name", sorted(Incident.passage_fields))
def test_link_supports_each_registered_field(api, body, name):
    made = api.post("links/", body(field=name, role="supports")).json()
    assert api.rows("links/", field=name) == [made]


@pytest.mark.parametrize(
    "value", ["Last month", 151, 0, -1.5, True, False, None, [], ["a", {"b": [1]}], "", 2**62]
)
def test_stated_value_is_kept_as_stated(api, body, value):
    made = api.post("links/", body(stated_value=value)).json()
    assert made["stated_value"] == value
    assert type(made["stated_value"]) is type(value)
    assert api.get(f"links/{made['id']}/").json()["stated_value"] == value


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"annotation": None}, "/annotation"),
        ({"annotation": str(uuid.uuid4())}, "/annotation"),
        ({"target_type": "article"}, "/target_type"),
        ({"target_type": ["incident"]}, "/target_type"),
        ({"target_type": None}, "/target_type"),
        ({"target_id": str(uuid.uuid4())}, "/target_id"),
        ({"target_id": 5}, "/target_id"),
        ({"target_id": "x"}, "/target_id"),
        ({"target_type": "actor"}, "/target_id"),
        ({"role": "proves"}, "/role"),
        ({"field": "nonsense"}, "/field"),
        ({"field": "x" * 41}, "/field"),
        ({"field": 5}, "/field"),
        ({"credibility": 7}, "/credibility"),
        ({"credibility": 0}, "/credibility"),
        ({"credibility": "good"}, "/credibility"),
        ({"credibility": [1]}, "/credibility"),
    ],
)
def test_bad_link_names_the_field(api, body, values, field):
    assert list(pointers(api.post("links/", body(**values), 400))) == [field]
    assert not PassageLink.objects.exists()


def test_records_and_passages_of_others_do_not_exist(api, body):
    foreign = IncidentFactory()
    assert list(pointers(api.post("links/", body(target_id=str(foreign.pk)), 400))) == [
        "/target_id"
    ]
    passage = make.annotation()
    assert list(pointers(api.post("links/", body(annotation=str(passage.pk)), 400))) == [
        "/annotation"
    ]


def test_record_of_another_project_is_refused_even_where_it_is_public(api, body):
    public = IncidentFactory(project=ProjectFactory(visibility="public"))
    assert list(pointers(api.post("links/", body(target_id=str(public.pk)), 400))) == ["/target_id"]


def test_shared_place_is_linked(api, body):
    country = CountryFactory()
    api.post("links/", body(target_type="place", target_id=str(country.pk)))


def test_same_statement_twice_is_a_conflict(api, body):
    api.post("links/", body(role="supports"))
    api.post("links/", body(role="supports"), 409)
    api.post("links/", body(role="contradicts"))
    api.post("links/", body(role="supports", field="date"))
    assert PassageLink.objects.count() == 3


def test_link_is_changed_but_stays_on_its_target(api, body, project):
    made = api.post("links/", body()).json()
    path = f"links/{made['id']}/"
    values = {"role": "supports", "field": "date", "stated_value": "2024-03", "credibility": 1}
    changed = api.patch(path, values, if_match=tag(made)).json()
    assert {name: changed[name] for name in values} == values
    assert changed["version"] == 2
    other = IncidentFactory(project=project)
    moved = api.patch(path, {"target_id": str(other.pk)}, 400, if_match=tag(changed))
    assert list(pointers(moved)) == ["/target_id"]
    api.patch(path, {"field": "nonsense"}, 400, if_match=tag(changed))
    api.patch(path, {"role": "x"}, 412, if_match=tag(made))


def test_removed_link_is_gone_and_may_be_made_again(api, body):
    made = api.post("links/", body()).json()
    api.delete(f"links/{made['id']}/", if_match=tag(made))
    api.get(f"links/{made['id']}/", status=404)
    api.post("links/", body())


def test_who_may_write_links(api, body, project):
    made = api.post("links/", body()).json()
    path = f"links/{made['id']}/"
    Api(member(project, "reader")).post("links/", body(role="context"), 403)
    Api(member(project, "annotator")).patch(path, {"role": "context"}, 403, if_match=tag(made))
    Api(member(project, "reviewer")).delete(path, 403, if_match=tag(made))
    Api(UserFactory()).delete(path, 404, if_match=tag(made))
    Api(member(project, "editor")).delete(path, if_match=tag(made))


def test_last_passage_of_a_published_field_is_kept():
    team = Team()
    incident = team.published()
    article = make.article(team.project, team.author)
    link = make.link(
        make.annotation(article, team.author), incident, team.author, role="supports", field="date"
    )
    api, path, match = Api(team.author), f"links/{link.pk}/", f'"{link.pk}-1"'
    api.delete(path, 409, if_match=match)
    api.patch(path, {"field": "title"}, 409, if_match=match)
    api.patch(path, {"role": "contradicts"}, 409, if_match=match)
    api.patch(path, {"credibility": 3}, if_match=match)
    against = make.annotation(article, team.author, quote="market")
    make.link(against, incident, team.author, role="contradicts", field="date")
    api.delete(path, 409, if_match=f'"{link.pk}-2"')
    make.link(against, incident, team.author, role="supports", field="date")
    api.delete(path, if_match=f'"{link.pk}-2"')


def test_link_to_an_embargoed_record_is_hidden_with_it(api, body, project):
    made = api.post("links/", body()).json()
    reader = Api(member(project, "reader"))
    assert len(reader.rows("links/")) == 1
    Incident.objects.update(embargo_until=timezone.now() + datetime.timedelta(hours=1))
    assert reader.rows("links/") == []
    reader.get(f"links/{made['id']}/", status=404)
    assert len(Api(member(project, "editor")).rows("links/")) == 1


def test_filters(api, body, passage, project, author):
    first = api.post("links/", body()).json()
    actor = ActorFactory(project=project)
    second = api.post("links/", body(target_type="actor", target_id=str(actor.pk))).json()
    public = ProjectFactory(slug="open", visibility="public")
    make.link(make.annotation(make.article(public)), IncidentFactory(project=public))

    def ids(**query):
        return [row["id"] for row in api.rows("links/", **query)]

    both = [second["id"], first["id"]]
    article = str(passage.article_version.article_id)
    assert ids(project="sahel") == ids(article=article) == ids(annotation=str(passage.pk)) == both
    assert ids(author="anna", target_type="incident") == [first["id"]]
    assert len(ids()) == 3
