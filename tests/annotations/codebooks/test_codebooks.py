"""Codebooks over HTTP: drafts are edited freely, published ones are frozen and copied."""

import pytest

from annotations.codebooks import services
from annotations.models import Code, Codebook
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def api(project):
    return Api(member(project, "editor"), raise_request_exception=False)


@pytest.fixture
def book(api):
    body = {
        "project": "sahel",
        "slug": "events",
        "title": "Events",
        "description": "What happened.",
    }
    return api.post("codebooks/", body).json()


def tag(row):
    return f'"{row["id"]}-{row["version"]}"'


def add(api, book, slug, status=201, **values):
    body = {"codebook": book["id"], "slug": slug, "label": slug.title(), **values}
    return api.post("codes/", body, status).json()


def test_codebook_comes_back_as_it_was_entered(api, book):
    assert book["state"] == "draft"
    assert book["edition"] == "1.0"
    assert (book["project"], book["slug"], book["description"]) == (
        "sahel",
        "events",
        "What happened.",
    )
    assert api.get(f"codebooks/{book['id']}/").json() == book
    assert api.rows("codebooks/", project="sahel") == [book]
    assert api.rows("codebooks/", slug="events", state="draft") == [book]


def test_same_name_and_edition_twice_is_refused(api, book):
    api.post("codebooks/", {"project": "sahel", "slug": "events", "title": "E"}, 400)
    api.post("codebooks/", {"project": "sahel", "slug": "events", "title": "E", "edition": "2"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"project": "none"}, "/project"),
        ({"slug": "a b"}, "/slug"),
        ({"slug": None}, "/slug"),
        ({"title": ""}, "/title"),
        ({"edition": "x" * 21}, "/edition"),
        ({"copied_from": "x"}, "/copied_from"),
        ({"copied_from": "0190aaaa-0000-7000-8000-000000000000"}, "/copied_from"),
    ],
)
def test_bad_codebook_names_the_field(api, values, field):
    body = {"project": "sahel", "slug": "events", "title": "Events", **values}
    assert list(pointers(api.post("codebooks/", body, 400))) == [field]
    assert not Codebook.objects.exists()


def test_shared_codebook_is_not_posted(api):
    api.post("codebooks/", {"project": None, "slug": "events", "title": "Events"}, 403)


def test_code_comes_back_as_it_was_entered(api, book):
    parent = add(api, book, "actor", colour="plum", is_codable=False)
    given = {
        "codebook": book["id"],
        "slug": "actor/armed-group",
        "label": " Armed group",
        "parent": parent["id"],
        "definition": "A group that fights.",
        "guidance": "Not an army.",
        "colour": "pine",
        "is_codable": True,
        "key": "g",
        "sort": 3,
    }
    made = api.post("codes/", given).json()
    assert {name: made[name] for name in given} == given
    assert api.get(f"codes/{made['id']}/").json() == made
    assert [row["slug"] for row in api.rows("codes/", codebook=book["id"], ordering="sort")] == [
        "actor",
        "actor/armed-group",
    ]
    assert [row["id"] for row in api.rows("codes/", parent=parent["id"])] == [made["id"]]


def test_child_takes_its_parents_colour(api, book):
    parent = add(api, book, "actor", colour="plum")
    assert add(api, book, "group", parent=parent["id"])["colour"] == "plum"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "used"}, "/"),
        ({"slug": "x" * 61}, "/slug"),
        ({"slug": ""}, "/slug"),
        ({"label": "x" * 81}, "/label"),
        ({"colour": "red"}, "/colour"),
        ({"colour": 1}, "/colour"),
        ({"key": "ab"}, "/key"),
        ({"sort": -1}, "/sort"),
        ({"sort": 2**31}, "/sort"),
        ({"is_codable": "maybe"}, "/is_codable"),
        ({"parent": "x"}, "/parent"),
        ({"codebook": None}, "/codebook"),
    ],
)
def test_bad_code_names_the_field(api, book, values, field):
    add(api, book, "used")
    body = {"codebook": book["id"], "slug": "new", "label": "New", **values}
    assert list(pointers(api.post("codes/", body, 400))) == [field]
    assert Code.objects.count() == 1


def test_parent_is_in_the_same_codebook_and_never_below_itself(api, book):
    top = add(api, book, "top")
    child = add(api, book, "child", parent=top["id"])
    grandchild = add(api, book, "grandchild", parent=child["id"])
    for below in (top, child, grandchild):
        body = {"parent": below["id"]}
        answer = api.patch(f"codes/{top['id']}/", body, 400, if_match=tag(top))
        assert list(pointers(answer)) == ["/parent"]
    other = api.post("codebooks/", {"project": "sahel", "slug": "b", "title": "B"}).json()
    foreign = add(api, other, "foreign")
    assert add(api, book, "new", 400, parent=foreign["id"])["errors"][0]["pointer"] == "/parent"


def test_code_is_changed_and_removed_while_a_draft(api, book):
    code = add(api, book, "siege")
    path = f"codes/{code['id']}/"
    changed = api.patch(path, {"label": "Siege!", "colour": "rose"}, if_match=tag(code)).json()
    assert (changed["label"], changed["version"], changed["guid"]) == ("Siege!", 2, code["guid"])
    api.patch(path, {"label": "x"}, 412, if_match=tag(code))
    other = api.post("codebooks/", {"project": "sahel", "slug": "b", "title": "B"}).json()
    api.patch(path, {"codebook": other["id"]}, 400, if_match=tag(changed))
    api.delete(path, if_match=tag(changed))
    api.get(path, status=404)


def test_code_with_children_stays(api, book):
    top = add(api, book, "top")
    add(api, book, "child", parent=top["id"])
    api.delete(f"codes/{top['id']}/", 409, if_match=tag(top))
    api.delete(f"codebooks/{book['id']}/", if_match=tag(book))
    assert not Code.objects.exists()


def test_code_and_codebook_in_use_stay(api, book, project):
    code = add(api, book, "siege")
    article = make.article(project)
    used = make.annotation(article, code=Code.objects.get())
    answer = api.delete(f"codes/{code['id']}/", 409, if_match=tag(code))
    assert "1" in answer.json()["detail"]
    api.delete(f"codebooks/{book['id']}/", 409, if_match=tag(book))
    make.marks.delete_annotation(used, by=used.author)
    api.delete(f"codes/{code['id']}/", 409, if_match=tag(code))


def test_published_codebook_is_frozen(api, book):
    path = f"codebooks/{book['id']}/"
    api.post(f"{path}publish/", None, 400)
    code = add(api, book, "siege")
    answer = api.post(f"{path}publish/", None, 200)
    frozen = answer.json()
    assert (frozen["state"], frozen["version"]) == ("published", 2)
    assert answer["ETag"] == tag(frozen)
    api.post(f"{path}publish/", None, 409)
    api.patch(path, {"title": "x"}, 409, if_match=tag(frozen))
    api.delete(path, 409, if_match=tag(frozen))
    add(api, book, "new", 409)
    api.patch(f"codes/{code['id']}/", {"label": "x"}, 409, if_match=tag(code))
    api.delete(f"codes/{code['id']}/", 409, if_match=tag(code))


def test_copy_has_the_same_codes_under_the_same_guids(api, book):
    top = add(api, book, "top", colour="plum")
    add(api, book, "child", parent=top["id"], key="c")
    api.post(f"codebooks/{book['id']}/publish/", None, 200)
    body = {
        "project": "sahel",
        "slug": "events",
        "title": "E2",
        "edition": "2.0",
        "copied_from": book["id"],
    }
    copy = api.post("codebooks/", body).json()
    assert (copy["state"], copy["copied_from"]) == ("draft", book["id"])
    old = {row["slug"]: row for row in api.rows("codes/", codebook=book["id"])}
    new = {row["slug"]: row for row in api.rows("codes/", codebook=copy["id"])}
    for slug, row in new.items():
        same = ("guid", "label", "colour", "key", "sort", "is_codable")
        assert {n: row[n] for n in same} == {n: old[slug][n] for n in same}
        assert row["id"] != old[slug]["id"]
    assert new["child"]["parent"] == new["top"]["id"]
    api.patch(f"codes/{new['top']['id']}/", {"label": "x"}, if_match=tag(new["top"]))


def test_shared_codebook_is_read_and_copied_by_all_and_changed_by_nobody(api, project):
    shared = Codebook.objects.create(slug="core", title="Core", state="published")
    code = Code.objects.create(codebook=shared, slug="a", label="A")
    row, path = {"id": shared.pk, "version": 1}, f"codebooks/{shared.pk}/"
    Api().get(path)
    assert [r["id"] for r in Api().rows("codes/", codebook=str(shared.pk))] == [str(code.pk)]
    api.patch(path, {"title": "x"}, 403, if_match=tag(row))
    api.delete(path, 403, if_match=tag(row))
    api.post(f"{path}publish/", None, 403)
    api.post("codes/", {"codebook": str(shared.pk), "slug": "x", "label": "x"}, 403)
    body = {"project": "sahel", "slug": "mine", "title": "M", "copied_from": str(shared.pk)}
    copy = api.post("codebooks/", body).json()
    assert len(api.rows("codes/", codebook=copy["id"])) == 1
    root = Api(UserFactory(is_superuser=True))
    root.patch(path, {"title": "x"}, 409, if_match=tag(row))


@pytest.mark.parametrize("role", ["reader", "annotator", "reviewer"])
def test_only_editors_write_codebooks(project, book, api, role):
    code = add(api, book, "siege")
    other = Api(member(project, role))
    other.post("codebooks/", {"project": "sahel", "slug": "x", "title": "X"}, 403)
    other.patch(f"codebooks/{book['id']}/", {"title": "x"}, 403, if_match=tag(book))
    other.post(f"codebooks/{book['id']}/publish/", None, 403)
    add(other, book, "x", 403)
    other.delete(f"codes/{code['id']}/", 403, if_match=tag(code))
    assert other.get(f"codebooks/{book['id']}/").json() == book


def test_default_codebook_is_the_projects_own_before_the_shared_one(project, book):
    Codebook.objects.create(slug="core", title="Core", state="published")
    own = Codebook.objects.get(pk=book["id"])
    assert Codebook.objects.default_for(project) == own
    assert Codebook.objects.default_for(ProjectFactory()).slug == "core"
    newer = make.codebook(project)
    code = make.code(own)
    services.publish_codebook(own, by=code.created_by)
    assert Codebook.objects.default_for(project) == own
    assert newer.state == "draft"
