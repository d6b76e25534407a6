"""Comments over HTTP: words on a text, a passage or a record."""

import json
import uuid

import pytest

from annotations.models import Comment
from tests.annotations.links.test_links import KINDS
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import CountryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="anna", name="Anna A.")


@pytest.fixture
def api(author):
    return Api(author, raise_request_exception=False)


@pytest.fixture
def passage(project, author):
    return make.annotation(make.article(project, author), author)


def on(target, kind="annotation", **values):
    return {"on_type": kind, "on_id": str(target.pk), "text": "Is this so?", **values}


def tag(row):
    return f'"{row["id"]}-{row["version"]}"'


def things(project, author, passage):
    yield "annotation", passage
    yield "article", passage.article_version.article
    for kind, factory in KINDS.items():
        yield kind, factory(project=project)


def test_comment_comes_back_as_it_was_entered_on_everything(api, project, author, passage):
    for kind, target in things(project, author, passage):
        given = on(target, kind, text=" First line.\n\nSecond. ")
        answer = api.post("comments/", given)
        made = answer.json()
        assert {name: made[name] for name in given} == given
        assert (made["author"], made["author_name"]) == ("anna", "Anna A.")
        assert answer["ETag"] == tag(made)
        assert api.get(answer["Location"]).json() == made
        assert api.rows("comments/", on_type=kind) == [made]
        assert api.rows("comments/", on_id=given["on_id"]) == [made]
    assert len(api.rows("comments/", project="sahel")) == 6
    assert len(api.rows("comments/", author="anna")) == 6
    assert api.rows("comments/", project="other") == []


def test_replies_stand_where_their_parent_stands(api, passage):
    first = api.post("comments/", on(passage)).json()
    reply = api.post("comments/", on(passage, parent=first["id"])).json()
    assert reply["parent"] == first["id"]
    elsewhere = on(passage.article_version.article, "article", parent=first["id"])
    assert list(pointers(api.post("comments/", elsewhere, 400))) == ["/parent"]
    foreign = make.comment()
    body = on(passage, parent=str(foreign.pk))
    assert list(pointers(api.post("comments/", body, 400))) == ["/parent"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on_type": "project"}, "/on_type"),
        ({"on_type": {}}, "/on_type"),
        ({"on_type": ["annotation"]}, "/on_type"),
        ({"on_id": "x"}, "/on_id"),
        ({"on_id": None}, "/on_id"),
        ({"on_id": str(uuid.uuid4())}, "/on_id"),
        ({"on_type": "article"}, "/on_id"),
        ({"text": ""}, "/text"),
        ({"text": "x" * 20_001}, "/text"),
        ({"text": None}, "/text"),
        ({"text": 5}, "/text"),
        ({"parent": "x"}, "/parent"),
        ({"parent": str(uuid.uuid4())}, "/parent"),
    ],
)
def test_bad_comment_names_the_field(api, passage, values, field):
    assert list(pointers(api.post("comments/", {**on(passage), **values}, 400))) == [field]
    assert not Comment.objects.exists()


def test_white_space_alone_is_no_comment(api, passage):
    assert list(pointers(api.post("comments/", on(passage, text=" \n\t"), 400))) == ["/text"]


def test_things_of_others_do_not_exist(api):
    foreign = make.annotation()
    assert list(pointers(api.post("comments/", on(foreign), 400))) == ["/on_id"]


def test_nobody_comments_on_shared_rows(api):
    api.post("comments/", on(CountryFactory(), "place"), 403)


def test_author_corrects_and_others_do_not(api, passage, project):
    made = api.post("comments/", on(passage)).json()
    path = f"comments/{made['id']}/"
    changed = api.patch(path, {"text": "It is so."}, if_match=tag(made)).json()
    assert (changed["text"], changed["version"]) == ("It is so.", 2)
    api.patch(path, {"text": "x"}, 412, if_match=tag(made))
    api.patch(path, {"text": ""}, 400, if_match=tag(changed))
    moved = api.patch(path, {"on_id": str(uuid.uuid4())}, 400, if_match=tag(changed))
    assert list(pointers(moved)) == ["/on_id"]
    same = api.patch(path, {**changed, "text": "So it is."}, if_match=tag(changed)).json()
    for role in ("annotator", "reviewer", "editor", "owner"):
        Api(member(project, role)).patch(path, {"text": "x"}, 403, if_match=tag(same))


def test_author_and_editors_remove(api, passage, project):
    first = api.post("comments/", on(passage)).json()
    second = api.post("comments/", on(passage)).json()
    Api(member(project, "reviewer")).delete(f"comments/{first['id']}/", 403, if_match=tag(first))
    api.delete(f"comments/{first['id']}/", if_match=tag(first))
    Api(member(project, "editor")).delete(f"comments/{second['id']}/", if_match=tag(second))
    assert api.rows("comments/") == []
    api.get(f"comments/{first['id']}/", status=404)


def test_readers_and_strangers_say_nothing(passage, project):
    Api(member(project, "reader")).post("comments/", on(passage), 403)
    Api(UserFactory()).post("comments/", on(passage), 400)
    Api().post("comments/", on(passage), 401)


def test_comment_on_a_comment_of_a_deleted_parent_is_refused(api, passage):
    first = api.post("comments/", on(passage)).json()
    api.delete(f"comments/{first['id']}/", if_match=tag(first))
    body = on(passage, parent=first["id"])
    assert list(pointers(api.post("comments/", body, 400))) == ["/parent"]


def test_comments_are_exported_as_the_list_has_them(api, project, author, passage):
    for kind, thing in things(project, author, passage):
        api.post("comments/", on(thing, kind, text=f"=About {kind}"))
    first = api.post("comments/", on(passage)).json()
    answer = api.post("comments/", on(passage, parent=first["id"], text="No.")).json()
    api.delete(f"comments/{first['id']}/", if_match=tag(first))
    listed = {each["id"]: each for each in api.get("comments/?page_size=200").json()["results"]}
    exported = api.get("comments/export/?project=sahel")
    lines = [json.loads(line) for line in b"".join(exported.streaming_content).splitlines()]
    assert {each["id"] for each in lines} == listed.keys()
    for line in lines:
        same = {name: listed[line["id"]][name] for name in line.keys() & listed[line["id"]].keys()}
        assert {**line, **same} == line
    assert len(lines) == len(listed) > 5
    (reply,) = [each for each in lines if each["id"] == answer["id"]]
    assert reply["parent"] == first["id"]  # which is deleted, and not exported
    table = b"".join(api.get("comments/export/?format=csv").streaming_content).decode()
    assert "'=About article" in table


def test_comments_on_what_may_not_leave_are_for_members_alone(project, author):
    project.visibility = "public"
    project.save()
    text = make.article(project, author, marking="green")
    Comment.objects.create(article=text, author=author, text="Only for us")
    lines = {}
    for name, user in {"author": author, "outsider": UserFactory()}.items():
        answer = Api(user).get("comments/export/")
        lines[name] = b"".join(answer.streaming_content)
        assert b"Only for us" in Api(user).get("comments/").content
    assert b"Only for us" in lines["author"]
    assert lines["outsider"] == b""
