"""Codebooks: read, copied, edited while a draft, frozen when published."""

import uuid

import pytest

from annotations.codebooks import services
from annotations.models import Code, Codebook
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def edith(client, project):
    user = member(project, "editor", username="edith")
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def book(project, edith):
    return services.create_codebook(by=edith, project=project, slug="own", title="Own")


@pytest.fixture
def shared():
    codes = [{"slug": "event", "label": "Event", "codes": [{"slug": "attack", "label": "Attack"}]}]
    services.install_codebook(
        {
            "slug": "core",
            "title": "Core",
            "edition": "1.0",
            "description": "",
            "codes": codes,
        }
    )
    return Codebook.objects.get(project=None)


def code_form(**values):
    return {"label": "Claim", "colour": "plum", "is_codable": "on"} | values


def test_list_shows_own_and_shared_codebooks_and_which_is_used(client, book, shared):
    page = client.get("/codebooks/?project=sahel")
    assert {row.title for row in page.context["rows"]} == {"Own", "Core"}
    assert page.context["used"] == book


def test_codebook_of_another_project_is_not_found(client, edith):
    alien = make.codebook()
    assert client.get(f"/codebooks/{alien.pk}/").status_code == 404
    assert client.get(f"/codebooks/new?project=sahel&from={alien.pk}").status_code == 404
    assert client.get("/codebooks/new?project=sahel&from=junk").status_code == 404
    assert client.get(f"/codebooks/{uuid.uuid4()}/").status_code == 404


def test_codes_stand_below_their_parents(client, edith, shared):
    page = client.get(f"/codebooks/{shared.pk}/?project=sahel")
    assert [(code.slug, code.depth) for code in page.context["codes"]] == [
        ("event", 0),
        ("attack", 1),
    ]


def test_use_is_counted_in_this_project_alone(client, project, edith, shared):
    code = shared.codes.get(slug="attack")
    make.annotation(make.article(project, edith), edith, code=code)
    make.annotation(code=code)
    page = client.get(f"/codebooks/{shared.pk}/?project=sahel")
    assert [code.used for code in page.context["codes"]] == [0, 1]


def test_shared_codebook_is_copied_and_the_copy_used(client, project, edith, shared):
    values = {"title": "Core of ours", "slug": "core", "edition": "1.0"}
    client.post(f"/codebooks/new?project=sahel&from={shared.pk}", values)
    copy = Codebook.objects.get(project=project)
    assert copy.codes.count() == 2
    assert Codebook.objects.default_for(project) == copy


def test_copy_of_a_taken_name_and_edition_says_so(client, book):
    values = {"title": "Again", "slug": "own", "edition": "1.0"}
    page = client.post("/codebooks/new?project=sahel", values)
    assert page.status_code == 200
    assert b"error-summary" in page.content
    assert Codebook.objects.count() == 1


def test_code_is_added_below_another_in_its_colour(client, book):
    client.post(f"/codebooks/{book.pk}/codes/new", code_form(label="Responsibility"))
    parent = Code.objects.get()
    client.post(f"/codebooks/{book.pk}/codes/new", code_form(parent=parent.pk, colour="azure"))
    child = Code.objects.get(slug="claim")
    assert (child.parent, child.colour, child.sort) == (parent, "plum", 1)


def test_new_colour_of_a_code_reaches_those_below(client, book, edith):
    top = make.code(book, edith, label="Top", colour="plum")
    below = make.code(book, edith, parent=top)
    client.post(f"/codes/{top.pk}/", code_form(label="Top", slug="top", version=1, colour="teal"))
    below.refresh_from_db()
    assert below.colour == "teal"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "العربية"}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"colour": "pink"}, "colour"),
        ({"parent": "junk"}, "parent"),
    ],
)
def test_code_form_names_the_field_that_is_wrong(client, book, edith, values, field):
    make.code(book, edith, slug="taken")
    page = client.post(f"/codebooks/{book.pk}/codes/new", code_form(**values))
    assert f'<a href="#id_{field}">' in page.content.decode()
    assert Code.objects.count() == 1


def test_code_changed_meanwhile_is_not_overwritten(client, book, edith):
    code = make.code(book, edith, label="First")
    client.post(f"/codes/{code.pk}/", code_form(label="Second", version=1))
    page = client.post(f"/codes/{code.pk}/", code_form(label="Third", version=1))
    code.refresh_from_db()
    assert code.label == "Second"
    assert "while you wrote" in page.content.decode()
    assert 'value="Third"' in page.content.decode()


def test_published_codebook_is_frozen(client, book, edith):
    code = make.code(book, edith)
    client.post(f"/codebooks/{book.pk}/publish")
    page = client.get(f"/codebooks/{book.pk}/").content.decode()
    assert "Published" in page
    assert f"/codes/{code.pk}/" not in page
    page = client.post(f"/codes/{code.pk}/", code_form(version=1)).content.decode()
    assert "A published codebook is frozen" in page


def test_empty_codebook_is_not_published(client, book):
    page = client.post(f"/codebooks/{book.pk}/publish", follow=True)
    assert "at least one code" in page.content.decode()


def test_used_code_is_not_deleted(client, project, book, edith):
    code = make.code(book, edith)
    make.annotation(make.article(project, edith), edith, code=code)
    page = client.post(f"/codes/{code.pk}/delete", follow=True)
    assert "1 annotations use it" in page.content.decode()
    assert Code.objects.filter(pk=code.pk).exists()


def test_unused_code_and_draft_are_deleted(client, book, edith):
    code = make.code(book, edith)
    client.post(f"/codes/{code.pk}/delete")
    assert client.post(f"/codebooks/{book.pk}/delete").url == "/codebooks/?project=sahel"
    assert not Codebook.objects.exists()


def test_annotators_read_and_change_nothing(client, project, book, edith):
    code = make.code(book, edith)
    client.force_login(member(project, "annotator"), backend=BACKEND)
    page = client.get(f"/codebooks/{book.pk}/").content.decode()
    assert f"/codes/{code.pk}/" not in page
    for address in (f"/codes/{code.pk}/", f"/codebooks/{book.pk}/codes/new", "/codebooks/new"):
        assert client.get(address).status_code == 403
    for address in (f"/codebooks/{book.pk}/publish", f"/codebooks/{book.pk}/delete"):
        assert client.post(address).status_code == 403


def test_queries_do_not_grow_with_codes(client, book, edith, django_assert_max_num_queries):
    for _row in range(12):
        make.code(book, edith)
    with django_assert_max_num_queries(12):
        client.get(f"/codebooks/{book.pk}/")
