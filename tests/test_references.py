"""Reference fields: by id, by words that name one row, and never what one may not see."""

import pytest
from django.test import Client

from ctplatform.references import OFFERED, choosable, find
from incidents.models import Actor, Incident, Place
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="author")


@pytest.fixture
def client(author):
    client = Client()
    client.force_login(author, backend=BACKEND)
    return client


@pytest.fixture
def kabul(project):
    country = make.CountryFactory()
    names = [{"name": "کابل", "language": "fa"}]
    return make.PlaceFactory(project=project, name="Kabul", parent=country, names=names)


def asked(client, noun="place", **query):
    answer = client.get(f"/register/find/{noun}/", {"project": "sahel", **query})
    return answer.status_code, answer.json() if answer.status_code == 200 else {}


def test_matches_are_told_with_what_tells_them_apart(client, kabul):
    _, found = asked(client, q="kab")
    assert found == {
        "results": [{"id": str(kabul.pk), "label": "Kabul", "hint": "town or city · Afghanistan"}],
        "said": "1 fits.",
    }
    assert asked(client, q="کابل")[1]["results"][0]["id"] == str(kabul.pk)
    assert asked(client, q="nowhere")[1] == {"results": [], "said": "Nothing fits."}


def test_what_begins_so_comes_first_and_no_more_than_twenty(client, project):
    for number in range(30):
        make.ActorFactory(project=project, name=f"Front of Azawad {number}")
    make.ActorFactory(project=project, name="Azawad")
    _, found = asked(client, "actor", q="azawad")
    assert len(found["results"]) == OFFERED
    assert found["results"][0]["label"] == "Azawad"
    assert found["said"].startswith("20 or more fit")


def test_nobody_is_offered_what_they_may_not_see(client, kabul, project):
    make.PlaceFactory(name="Kabul elsewhere")
    make.PlaceFactory(project=project, name="Kabul withdrawn", state="withdrawn")
    assert [each["label"] for each in asked(client, q="kabul")[1]["results"]] == ["Kabul"]
    stranger = Client()
    stranger.force_login(UserFactory(), backend=BACKEND)
    assert asked(stranger, q="kabul")[0] == 404
    assert asked(client, "user", q="a")[0] == 404
    assert asked(client, "participation", q="a")[0] == 404


def test_a_form_asks_for_no_list_of_everything(client, project, kabul):
    for _ in range(60):
        make.PlaceFactory(project=project)
    page = client.get("/incidents/new/?project=sahel").content.decode()
    assert 'data-find="/register/find/place/?project=sahel"' in page
    assert str(kabul.pk) not in page


def post(client, **values):
    return client.post(
        "/incidents/new/?project=sahel", {"title": "Raid", "record_kind": "event"} | values
    )


@pytest.mark.parametrize("words", ["Kabul", " kabul ", "KÁBUL", "کابل"])
def test_words_that_name_one_row_will_do(client, project, kabul, words):
    assert post(client, place="", place_searched=words).status_code == 302
    assert project_incident(project).place == kabul


def project_incident(project):
    return Incident.objects.get(project=project)


def test_an_id_alone_or_with_its_words_will_do(client, project, kabul):
    assert post(client, place=str(kabul.pk)).status_code == 302
    assert post(client, place=str(kabul.pk), place_searched="Kabul").status_code == 302


def test_words_that_differ_from_the_id_are_what_counts(client, project, kabul):
    herat = make.PlaceFactory(project=project, name="Herat")
    assert post(client, place=str(kabul.pk), place_searched="Herat").status_code == 302
    assert project_incident(project).place == herat


def test_unclear_words_are_refused_with_what_fits(client, project, kabul):
    make.PlaceFactory(project=project, name="Kabul", kind="admin1")
    make.PlaceFactory(project=project, name="Kabul airport", kind="venue")
    same = post(client, place_searched="kabul").content.decode()
    assert "Write the id of one" in same
    assert str(kabul.pk) in same
    near = post(client, place_searched="kabu").content.decode()
    assert "Several fit “kabu”" in near
    none = post(client, place_searched="Kandahar").content.decode()
    assert "Nothing of this project is called “Kandahar”" in none
    assert 'value="Kandahar"' in none


def test_a_row_of_another_project_cannot_be_named(client, project):
    other = make.PlaceFactory(name="Elsewhere")
    assert "Select a valid choice" in post(client, place=str(other.pk)).content.decode()
    assert "Nothing of this project" in post(client, place_searched="Elsewhere").content.decode()


def test_an_unchanged_reference_is_no_change(client, project, author, kabul):
    incident = make.IncidentFactory(project=project, created_by=author, title="Raid", place=kabul)
    path = f"/incidents/{incident.pk}/edit/"
    page = client.get(path).content.decode()
    assert f'value="{kabul.pk}"' in page
    assert 'value="Kabul"' in page
    values = {"title": "The raid", "record_kind": "event", "version": 1}
    client.post(path, values | {"place": str(kabul.pk), "place_searched": "Kabul"})
    incident.refresh_from_db()
    assert (incident.title, incident.place) == ("The raid", kabul)
    client.post(path, values | {"version": 2, "place": str(kabul.pk), "place_searched": ""})
    incident.refresh_from_db()
    assert incident.place is None


def test_a_withdrawn_row_that_was_chosen_stays(client, project, author, kabul):
    incident = make.IncidentFactory(project=project, created_by=author, title="Raid", place=kabul)
    Place.objects.filter(pk=kabul.pk).update(state="withdrawn")
    path = f"/incidents/{incident.pk}/edit/"
    assert 'value="Kabul"' in client.get(path).content.decode()


def test_finding_takes_one_query(project, author, django_assert_num_queries):
    make.ActorFactory(project=project, name="Azawad")
    rows = choosable(Actor, user=author, project=project)
    with django_assert_num_queries(1) as asked:
        assert [row.name for row in find(rows, "aza")] == ["Azawad"]
    condition = asked[0]["sql"].split("WHERE", 1)[1]
    assert condition.index("LIKE") < condition.index("visibility") < condition.index("state")
    place = make.PlaceFactory(project=project, parent=make.CountryFactory())
    rows = choosable(Place, user=author, project=project).select_related("parent")
    with django_assert_num_queries(1):
        assert find(rows, place.name)[0].parent.name == "Afghanistan"
    assert find(rows, "%") == []
