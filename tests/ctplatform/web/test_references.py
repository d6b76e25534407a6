"""Reference fields: by id, by words that name one row, and never what one may not see."""

import re
from html import unescape

import pytest
from django.test import Client

from ctplatform.record_types.registry import record_types
from ctplatform.search.name_search import OFFERED, matching_rows
from ctplatform.web.references import choosable
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
        "create": None,
    }
    (row,) = asked(client, q="کابل")[1]["results"]
    assert row == {
        "id": str(kabul.pk),
        "label": "Kabul",
        "hint": "کابل · town or city · Afghanistan",
    }
    nothing = asked(client, q="nowhere")[1]
    assert nothing == {"results": [], "said": "No match.", "create": None}


def test_what_begins_so_comes_first_and_no_more_than_twenty(client, project):
    for number in range(30):
        make.ActorFactory(project=project, name=f"Front of Azawad {number}")
    make.ActorFactory(project=project, name="Azawad")
    _, found = asked(client, "actor", q="azawad")
    assert len(found["results"]) == OFFERED
    assert found["results"][0]["label"] == "Azawad"
    assert found["said"].startswith("20 or more match")


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
    assert 'data-find="/register/find/place/?project=sahel&amp;create=1"' in page
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
    assert "Several match “kabul”: Kabul (" in same
    near = post(client, place_searched="kabu").content.decode()
    assert "Several match “kabu”" in near
    none = post(client, place_searched="Zanzibar").content.decode()
    assert "No place of this project is called “Zanzibar”" in none
    assert 'value="Zanzibar"' in none
    assert '<a href="/places/new/?project=sahel" target="_blank">' in none


def offered(page):
    """{words: id} of the choices below the field of a place."""
    pattern = r'name="place_chosen" value="([^"]+)" /> <span dir="auto">([^<]+)'
    return {unescape(words): pk for pk, words in re.findall(pattern, page)}


def test_of_two_of_one_name_one_is_chosen_below_the_field_and_no_id_is_shown(
    client, project, kabul
):
    province = make.PlaceFactory(project=project, name="Kabul", kind="admin1")
    page = post(client, place_searched="kabul").content.decode()
    choices = offered(page)
    assert {*choices.values()} == {str(kabul.pk), str(province.pk)}
    assert str(kabul.pk) not in re.sub(r"<[^>]*>", " ", page)
    sent = {"place_searched": "kabul", "place_offered": "kabul"}
    assert post(client, **sent, place_chosen=str(province.pk)).status_code == 302
    assert project_incident(project).place == province


def test_a_choice_is_dropped_where_other_words_were_typed_afterwards(client, project, kabul):
    herat = make.PlaceFactory(project=project, name="Herat")
    sent = {"place_searched": "Herat", "place_offered": "kabu", "place_chosen": str(kabul.pk)}
    assert post(client, **sent).status_code == 302
    assert project_incident(project).place == herat


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("al-Shabaab", "Al Shabaab"),
        ("al-Shabaab", "al shabaab"),
        ("Jamāʿat Nuṣrat", "Jama'at Nusrat"),
        ("Łódź", "LODZ"),
        ("Москва", "МОСКВА"),  # noqa: RUF001 - Cyrillic
        ("كابل", "کابل"),
        ("القاعدة", "القاعده"),
        ("Türkiye’de", "turkiye de"),  # noqa: RUF001 - the apostrophe of set type
    ],
)
def test_a_name_is_found_in_any_case_spelling_and_script(client, project, name, typed):
    place = make.PlaceFactory(project=project, name=name)
    make.PlaceFactory(project=project, name=f"{name} airport", kind="venue")
    assert asked(client, q=typed)[1]["results"][0]["id"] == str(place.pk)
    assert post(client, place_searched=typed).status_code == 302
    assert project_incident(project).place == place


@pytest.mark.parametrize("typed", ["Kandhar", "Qandahar", "KANDAHAAR", "kan-dehar"])
def test_near_names_are_offered_where_nothing_is_called_so(client, project, typed):
    place = make.PlaceFactory(project=project, name="Kandahar")
    for number in range(5):
        make.PlaceFactory(project=project, name=f"Herat {number}")
    found = asked(client, q=typed)[1]
    assert [each["label"] for each in found["results"]] == ["Kandahar"]
    assert found["said"] == "No match. 1 similar name."
    page = post(client, place_searched=typed).content.decode()
    assert "Similar names: Kandahar" in page
    assert [*offered(page).values()] == [str(place.pk)]


def test_near_names_hide_what_may_not_be_seen(client, project):
    make.PlaceFactory(name="Kandahar")
    assert asked(client, q="Kandhar")[1]["results"] == []


def test_who_may_add_a_record_may_create_one_from_a_picker(client, project):
    _, found = asked(client, "actor", q=" New  Front ", create="1")
    assert found["create"] == {
        "address": "/api/v1/actors/",
        "field": "name",
        "values": {"project": "sahel"},
        "label": "Create “New Front” as a new actor",
    }
    assert asked(client, "actor", q="New Front")[1]["create"] is None
    reader = Client()
    reader.force_login(member(project, "reader"), backend=BACKEND)
    assert asked(reader, "actor", q="New Front", create="1")[1]["create"] is None


@pytest.mark.parametrize("noun", [each.key for each in record_types() if each.created_by_name])
def test_what_a_picker_would_create_can_be_created(client, noun):
    create = asked(client, noun, q="Something new", create="1")[1]["create"]
    body = {**create["values"], create["field"]: "Something new"}
    answer = client.post(create["address"], body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert asked(client, noun, q="something new")[1]["results"][0]["id"] == answer.json()["id"]


def test_a_row_of_another_project_cannot_be_named(client, project):
    other = make.PlaceFactory(name="Elsewhere")
    assert "Select a valid choice" in post(client, place=str(other.pk)).content.decode()
    assert "No place of this project" in post(client, place_searched="Elsewhere").content.decode()


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
        assert [row.name for row in matching_rows(rows, "aza")] == ["Azawad"]
    condition = asked[0]["sql"].split("WHERE", 1)[1]
    assert condition.index("LIKE") < condition.index("visibility") < condition.index("state")
    place = make.PlaceFactory(project=project, parent=make.CountryFactory())
    rows = choosable(Place, user=author, project=project).select_related("parent")
    with django_assert_num_queries(1):
        assert matching_rows(rows, place.name)[0].parent.name == "Afghanistan"
    assert matching_rows(rows, "%") == []


def test_somebody_who_searches_without_end_is_slowed_down_there_alone(client, kabul, settings):
    settings.REQUEST_LIMITS = {**dict.fromkeys(settings.REQUEST_LIMITS), "searches": 3}
    assert [asked(client, q="kab")[0] for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/register/find/country/", {"q": "mali"})
    assert (answer.status_code, bool(answer["Retry-After"])) == (429, True)
    assert client.get("/incidents/?project=sahel").status_code == 200
