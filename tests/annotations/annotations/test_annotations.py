"""Passages over HTTP: offsets are code points, quotes stand to the letter, nothing is half done."""

import datetime
import uuid

import pytest
from django.utils import timezone

from annotations.annotations import services
from annotations.models import Annotation, PassageLink
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.curation import Team
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TEXT = "Gunmen \U0001f468\u200d\U0001f469 attacked the market. \u0647\u062c\u0648\u0645 followed."


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
def article(project, author):
    return make.article(project, author, TEXT, title="T")


@pytest.fixture
def body(article):
    def of(start, end, **values):
        return {
            "article_version": str(article.current_version.pk),
            "start": start,
            "end": end,
            "quote": TEXT[start:end],
            **values,
        }

    return of


def tag(row):
    return f'"{row["id"]}-{row["version"]}"'


def test_annotation_comes_back_as_it_was_entered(api, body, article, project):
    code = make.code(make.codebook(project))
    given = body(7, 10, code=str(code.pk), note=" Who? \n", certainty="probable")
    answer = api.post("annotations/", given)
    made = answer.json()
    assert {name: made[name] for name in given} == given
    rest = {name: made[name] for name in made.keys() - given.keys() - {"id", "created", "updated"}}
    assert rest == {
        "project": "sahel",
        "article": str(article.pk),
        "prefix": TEXT[:7],
        "suffix": TEXT[10:42],
        "author": "anna",
        "annotator": "",
        "layer": "",
        "further_spans": [],
        "attributes": {},
        "state": "active",
        "anchor_state": "exact",
        "version": 1,
    }
    assert answer["ETag"] == tag(made)
    assert api.get(answer["Location"]).json() == made
    assert api.rows("annotations/") == [made]


@pytest.mark.parametrize("start", range(0, len(TEXT) - 4, 3))
def test_every_span_of_a_text_with_emoji_and_arabic_is_kept(api, body, start):
    made = api.post("annotations/", body(start, start + 4)).json()
    assert made["quote"] == TEXT[start : start + 4]
    assert made["prefix"] == TEXT[max(0, start - 32) : start]
    assert made["suffix"] == TEXT[start + 4 : start + 36]


def test_the_whole_text_is_a_passage(api, body):
    made = api.post("annotations/", body(0, len(TEXT))).json()
    assert (made["prefix"], made["suffix"]) == ("", "")


BAD = {
    "past the end": ({"start": 0, "end": 1000}, "/end"),
    "far past the end": ({"start": 2**31 - 2, "end": 2**31 - 1}, "/end"),
    "beyond 31 bits": ({"end": 2**31}, "/end"),
    "beyond 63 bits": ({"end": 2**62}, "/end"),
    "negative": ({"start": -1}, "/start"),
    "empty": ({"start": 6, "end": 6, "quote": "x"}, "/end"),
    "backwards": ({"start": 6, "end": 2}, "/end"),
    "fraction": ({"start": 0.5}, "/start"),
    "words": ({"start": "first"}, "/start"),
    "true": ({"start": True}, "/start"),
    "null": ({"start": None}, "/start"),
    "list": ({"end": [6]}, "/end"),
    "other quote": ({"quote": "gunmen"}, "/quote"),
    "quote with space": ({"quote": "Gunmen "}, "/quote"),
    "empty quote": ({"quote": ""}, "/quote"),
    "quote a number": ({"quote": 5}, "/quote"),
    "quote null": ({"quote": None}, "/quote"),
    "certainty": ({"certainty": "sure"}, "/certainty"),
    "certainty null": ({"certainty": None}, "/certainty"),
    "certainty object": ({"certainty": {}}, "/certainty"),
    "long note": ({"note": "x" * 20_001}, "/note"),
    "note object": ({"note": {}}, "/note"),
    "unknown code": ({"code": str(uuid.uuid4())}, "/code"),
    "code a word": ({"code": "person"}, "/code"),
    "code a number": ({"code": 7}, "/code"),
    "code a list": ({"code": []}, "/code"),
    "unknown text": ({"article_version": str(uuid.uuid4())}, "/article_version"),
    "text null": ({"article_version": None}, "/article_version"),
    "text an object": ({"article_version": {}}, "/article_version"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_annotation_names_the_field(api, body, name):
    values, field = BAD[name]
    answer = api.post("annotations/", {**body(0, 6), **values}, 400)
    assert list(pointers(answer)) == [field]
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("name", ["article_version", "start", "end", "quote"])
def test_required_fields(api, body, name):
    given = body(0, 6)
    del given[name]
    assert pointers(api.post("annotations/", given, 400)) == {f"/{name}": "required"}


def test_quote_says_what_stands_there(api, body):
    answer = api.post("annotations/", body(0, 6, quote="Riders"), 400)
    assert "“Gunmen”" in answer.json()["errors"][0]["message"]


def test_text_and_code_of_others_do_not_exist(api, body):
    foreign = make.article()
    given = body(0, 6, article_version=str(foreign.current_version.pk))
    assert list(pointers(api.post("annotations/", given, 400))) == ["/article_version"]
    unknown = api.post("annotations/", body(0, 6, article_version=str(uuid.uuid4())), 400)
    known = api.post("annotations/", given, 400)
    assert known.json()["errors"][0]["code"] == unknown.json()["errors"][0]["code"]
    code = make.code()
    assert list(pointers(api.post("annotations/", body(0, 6, code=str(code.pk)), 400))) == ["/code"]
    public = make.code(make.codebook(ProjectFactory(visibility="public")))
    assert list(pointers(api.post("annotations/", body(0, 6, code=str(public.pk)), 400))) == [
        "/code"
    ]


def test_code_that_only_groups_is_refused(api, body, project):
    code = make.code(make.codebook(project), is_codable=False)
    assert list(pointers(api.post("annotations/", body(0, 6, code=str(code.pk)), 400))) == ["/code"]


def test_same_passage_with_the_same_code_is_a_conflict(api, body, project):
    code = make.code(make.codebook(project))
    given = body(0, 6, code=str(code.pk))
    api.post("annotations/", given)
    api.post("annotations/", given, 409)
    api.post("annotations/", [body(7, 8), given], 409)
    assert Annotation.objects.count() == 1
    Api(member(project)).post("annotations/", given)
    api.post("annotations/", body(0, 6))


def test_readers_and_strangers_mark_nothing(project, body):
    Api(member(project, "reader")).post("annotations/", body(0, 6), 403)
    Api(UserFactory()).post("annotations/", body(0, 6), 400)
    Api().post("annotations/", body(0, 6), 401)
    project.visibility = "public"
    project.save()
    Api(UserFactory()).post("annotations/", body(0, 6), 403)
    assert not Annotation.objects.exists()


def test_fields_of_the_server_are_refused_by_name(api, body):
    other = UserFactory(username="other")
    given = {
        "id": str(other.pk),
        "author": "other",
        "version": 7,
        "prefix": "x",
        "state": "deleted",
        "project": "other",
        "created": "2000-01-01T00:00:00Z",
        "deleted": "2000-01-01T00:00:00Z",
    }
    answer = api.post("annotations/", body(0, 6, **given), 400)
    assert pointers(answer).keys() == {f"/{name}" for name in given}
    assert not Annotation.objects.exists()


# Batches ------------------------------------------------------------------------------------------


def test_batch_is_stored_whole_and_answered_in_order(api, body):
    rows = [body(i, i + 3, note=str(i)) for i in range(12)]
    made = api.post("annotations/", rows).json()
    assert [row["note"] for row in made] == [str(i) for i in range(12)]
    assert {row["id"]: row for row in api.rows("annotations/")} == {row["id"]: row for row in made}


def test_batch_with_one_bad_row_stores_none_and_says_which(api, body):
    rows = [body(0, 6), body(7, 8, quote="x"), {**body(0, 6), "end": 10**6}]
    answer = api.post("annotations/", rows, 400)
    assert list(pointers(answer)) == ["/1/quote", "/2/end"]
    answer = api.post("annotations/", [body(0, 6), body(0, 6, certainty="x"), 7, None], 400)
    assert [p.split("/")[1] for p in pointers(answer)] == ["1", "2", "3"]
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("size", [0, 2001])
def test_batch_has_1_to_2000_rows(api, body, size):
    api.post("annotations/", [body(0, 6)] * size, 400)


def test_batch_over_texts_of_which_one_is_closed_is_refused_whole(api, body):
    public = ProjectFactory(visibility="public")
    foreign = make.article(public, text=TEXT)
    rows = [body(0, 6), body(0, 6, article_version=str(foreign.current_version.pk))]
    api.post("annotations/", rows, 403)
    assert not Annotation.objects.exists()


def test_batch_takes_as_many_queries_as_one_row(api, body, project, django_assert_max_num_queries):
    codes = [str(make.code(make.codebook(project)).pk) for _ in range(3)]
    rows = [body(i, i + 3, code=codes[i % 3]) for i in range(40)]
    with django_assert_max_num_queries(12):
        api.post("annotations/", rows)


# Change, delete, restore --------------------------------------------------------------------------


def test_note_code_certainty_and_span_are_changed(api, body, project):
    made = api.post("annotations/", body(0, 6)).json()
    path = f"annotations/{made['id']}/"
    code = make.code(make.codebook(project))
    answer = api.patch(path, {"note": "n", "code": str(code.pk)}, if_match=tag(made))
    new = {"note": "n", "code": str(code.pk), "version": 2, "updated": answer.json()["updated"]}
    assert answer.json() == made | new
    assert answer["ETag"] == tag(answer.json())
    moved = api.patch(path, body(7, 8), if_match=answer["ETag"]).json()
    assert (moved["quote"], moved["prefix"], moved["code"]) == (TEXT[7], TEXT[:7], str(code.pk))
    cleared = api.patch(path, {"code": None, "certainty": "unsure"}, if_match=tag(moved)).json()
    assert (cleared["code"], cleared["certainty"], cleared["start"]) == (None, "unsure", 7)
    assert api.get(path).json() == cleared


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"start": 1}, "/quote"),
        ({"end": 1000}, "/end"),
        ({"end": 0}, "/end"),
        ({"quote": "x"}, "/quote"),
        ({"code": str(uuid.uuid4())}, "/code"),
        ({"certainty": "x"}, "/certainty"),
    ],
)
def test_bad_change_names_the_field_and_changes_nothing(api, body, values, field):
    made = api.post("annotations/", body(0, 6)).json()
    path = f"annotations/{made['id']}/"
    assert list(pointers(api.patch(path, values, 400, if_match=tag(made)))) == [field]
    assert api.get(path).json() == made


def test_annotation_stays_with_its_text(api, body, project, author):
    made = api.post("annotations/", body(0, 6)).json()
    other = make.article(project, author, TEXT)
    values = {"article_version": str(other.current_version.pk)}
    api.patch(f"annotations/{made['id']}/", values, 400, if_match=tag(made))


def test_others_may_not_change_it_but_editors_may(api, body, project):
    made = api.post("annotations/", body(0, 6)).json()
    path = f"annotations/{made['id']}/"
    for role in ("reader", "annotator", "reviewer"):
        Api(member(project, role)).patch(path, {"note": "x"}, 403, if_match=tag(made))
        Api(member(project, role)).delete(path, 403, if_match=tag(made))
    edited = Api(member(project, "editor")).patch(path, {"note": "x"}, if_match=tag(made)).json()
    assert edited["author"] == "anna"


def test_changes_that_meet_are_not_lost(api, body):
    made = api.post("annotations/", body(0, 6)).json()
    path = f"annotations/{made['id']}/"
    api.patch(path, {"note": "first"}, if_match=tag(made))
    api.patch(path, {"note": "second"}, 412, if_match=tag(made))
    assert api.get(path).json()["note"] == "first"


def test_deleted_annotation_is_hidden_and_comes_back_with_its_links(api, body, project):
    made = api.post("annotations/", body(0, 6)).json()
    path = f"annotations/{made['id']}/"
    passage = Annotation.objects.get()
    make.link(passage, IncidentFactory(project=project))
    make.comment(passage)
    api.delete(path, if_match=tag(made))
    api.get(path, status=404)
    for name in ("annotations", "links", "comments"):
        assert api.rows(f"{name}/") == []
    trash = api.rows("annotations/", state="deleted")
    assert [(row["id"], row["state"]) for row in trash] == [(made["id"], "deleted")]
    answer = api.post(f"{path}restore/", None, 200)
    back = answer.json()
    assert back == {**made, "version": 3, "updated": back["updated"]}
    assert answer["ETag"] == tag(back)
    for name in ("annotations", "links", "comments"):
        assert len(api.rows(f"{name}/")) == 1
    api.post(f"{path}restore/", None, 404)


def test_link_removed_before_stays_removed_when_its_passage_comes_back(api, body, project):
    made = api.post("annotations/", body(0, 6)).json()
    passage = Annotation.objects.get()
    link = make.link(passage, IncidentFactory(project=project))
    make.links.remove_link(link, by=link.created_by)
    api.delete(f"annotations/{made['id']}/", if_match=tag(made))
    api.post(f"annotations/{made['id']}/restore/", None, 200)
    assert not PassageLink.objects.filter(deleted=None).exists()


def test_restore_is_for_its_author_and_editors(api, body, project):
    made = api.post("annotations/", body(0, 6)).json()
    path = f"annotations/{made['id']}/restore/"
    api.delete(f"annotations/{made['id']}/", if_match=tag(made))
    Api(UserFactory()).post(path, None, 404)
    Api(member(project, "reviewer")).post(path, None, 403)
    Api(member(project, "editor")).post(path, None, 200)


def test_restore_beside_a_twin_is_a_conflict(api, body, project):
    given = body(0, 6, code=str(make.code(make.codebook(project)).pk))
    made = api.post("annotations/", given).json()
    api.delete(f"annotations/{made['id']}/", if_match=tag(made))
    api.post("annotations/", given)
    api.post(f"annotations/{made['id']}/restore/", None, 409)


def test_only_evidence_of_a_published_field_stays(project):
    team = Team()
    incident = team.published()
    article = make.article(team.project, team.author)
    passage = make.annotation(article, team.author)
    make.link(passage, incident, team.author, role="supports", field="date")
    api, path = Api(team.author), f"annotations/{passage.pk}/"
    answer = api.delete(path, 409, if_match=f'"{passage.pk}-1"')
    assert "Date" in answer.json()["detail"] or "date" in answer.json()["detail"]
    assert len(api.rows("links/")) == 1
    second = make.annotation(article, team.author, quote="market")
    make.link(second, incident, team.author, role="supports", field="date")
    api.delete(path, if_match=f'"{passage.pk}-1"')


def test_purge_removes_what_was_deleted_30_days_ago():
    old, new = make.annotation(), make.annotation()
    make.comment(old)
    for annotation in (old, new):
        services.delete_annotation(annotation, by=annotation.author)
    past = timezone.now() - datetime.timedelta(days=31)
    Annotation.objects.filter(pk=old.pk).update(deleted=past)
    services.purge_deleted()
    assert list(Annotation.objects.all()) == [new]


# Filters ------------------------------------------------------------------------------------------


def test_filters(api, body, project, article):
    code = make.code(make.codebook(project))
    first = api.post("annotations/", body(0, 6, code=str(code.pk), certainty="unsure")).json()
    other = member(project, username="bo")
    second = Api(other).post("annotations/", body(7, 8)).json()
    elsewhere = make.annotation(make.article(ProjectFactory(slug="open", visibility="public")))

    def ids(**query):
        return [row["id"] for row in api.rows("annotations/", **query)]

    assert ids(project="sahel") == [second["id"], first["id"]]
    assert ids(project="open") == [str(elsewhere.pk)]
    assert ids(article=str(article.pk), ordering="start") == [first["id"], second["id"]]
    assert ids(article_version=first["article_version"], author="bo") == [second["id"]]
    assert ids(code=str(code.pk)) == [first["id"]]
    assert ids(certainty="unsure") == [first["id"]]
    assert ids(project="sahel", state="active") == [second["id"], first["id"]]
    assert ids(project="none") == []
    assert ids(author="nobody") == []


def test_updated_since_shows_what_changed_from_that_moment(api, body):
    first = api.post("annotations/", body(0, 6)).json()
    second = api.post("annotations/", body(7, 8)).json()
    assert [r["id"] for r in api.rows("annotations/", updated_since=second["updated"])] == [
        second["id"]
    ]
    api.patch(f"annotations/{first['id']}/", {"note": "x"}, if_match=tag(first))
    later = api.rows("annotations/", updated_since=second["updated"])
    assert {row["id"] for row in later} == {first["id"], second["id"]}
    api.delete(f"annotations/{second['id']}/", if_match=tag(second))
    gone = api.rows("annotations/", state="deleted", updated_since=second["updated"])
    assert [row["id"] for row in gone] == [second["id"]]


def test_one_annotation_takes_few_queries(api, body, project, django_assert_max_num_queries):
    code = str(make.code(make.codebook(project)).pk)
    with django_assert_max_num_queries(8):
        api.post("annotations/", body(0, 6, code=code))
