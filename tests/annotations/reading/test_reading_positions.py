"""Reading goes on where it stopped: kept by a POST, for the reader alone."""

import re

import pytest

from annotations.models import ReadingPosition
from annotations.reading.services import keep_position
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db
TEXT = "\n\n".join(f"Paragraph {n} says a little." for n in range(1, 41))


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def reader(project):
    return member(project, "reader")


@pytest.fixture
def article(project):
    return make.article(project, member(project, "annotator"), TEXT, title="A long report")


def page(client, path, user=None):
    if user:
        client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode())


def body(article, offset):
    return {"article_version": str(article.current_version_id), "offset": offset}


def resume_of(html):
    return re.search(r'"resume": (null|\d+)', html)[1]


def test_a_text_opens_where_its_reader_stopped_and_a_get_writes_nothing(client, article, reader):
    address = f"/articles/{article.pk}/"
    assert resume_of(page(client, address, reader)) == "null"
    assert not ReadingPosition.objects.exists()
    Api(reader).post("reading-positions/", body(article, 120), 201)
    Api(reader).post("reading-positions/", body(article, 300), 201)
    assert ReadingPosition.objects.get().offset == 300
    assert resume_of(page(client, address)) == "300"
    assert resume_of(page(client, f"{address}?at=5")) == "null"  # an address that names a place


def test_a_long_text_opens_in_the_part_where_its_reader_stopped(client, project, reader):
    text = "\n\n".join(f"Paragraph {n}." for n in range(1, 1700))
    article = make.article(project, member(project, "annotator"), text)
    keep_position(article.current_version, len(text) - 40, by=reader)
    html = page(client, f"/articles/{article.pk}/", reader)
    assert '"shown": 1,' not in html
    assert "Paragraph 1698." in html


def test_a_text_read_to_its_end_opens_at_its_start(client, article, reader):
    keep_position(article.current_version, article.current_version.length, by=reader)
    assert resume_of(page(client, f"/articles/{article.pk}/", reader)) == "null"
    assert "% read" not in page(client, "/?project=sahel")


def test_home_and_library_offer_to_go_on_reading(client, article, project, reader):
    newer = make.article(project, member(project, "annotator"), "Short.", title="Newer")
    keep_position(article.current_version, article.current_version.length // 2, by=reader)
    home = page(client, "/?project=sahel", reader)
    section = home.split("Go on reading</h2>")[1].split("</section>")[0]
    assert section.index("A long report") < section.index(newer.title)
    assert re.search(r"\b(49|50) % read", section)
    library = page(client, "/articles/?project=sahel")
    line = library.split('class="go-on"')[1].split("</p>")[0]
    assert f'href="/articles/{article.pk}/"' in line
    assert "A long report" in line


def test_nobody_else_sees_where_somebody_stopped(client, article, project, reader):
    kept = keep_position(article.current_version, 120, by=reader)
    other = member(project, "owner")
    assert Api(other).rows("reading-positions/") == []
    Api(other).get(f"reading-positions/{kept.pk}/", status=404)
    Api(other).delete(f"reading-positions/{kept.pk}/", status=404)
    assert resume_of(page(client, f"/articles/{article.pk}/", other)) == "null"
    assert "% read" not in page(client, "/?project=sahel")
    Api().get("reading-positions/", status=401)
    [row] = Api(reader).rows("reading-positions/")
    assert (row["article"], row["offset"]) == (str(article.pk), 120)


def test_a_position_in_a_text_that_one_may_no_longer_see_is_not_shown(article, project, reader):
    keep_position(article.current_version, 120, by=reader)
    project.memberships.filter(user=reader).delete()
    assert Api(reader).rows("reading-positions/") == []
    assert Api(UserFactory()).post("reading-positions/", body(article, 1), 400)


def test_a_position_is_forgotten_by_its_reader(article, reader):
    kept = keep_position(article.current_version, 120, by=reader)
    Api(reader).delete(f"reading-positions/{kept.pk}/", status=204)
    assert not ReadingPosition.objects.exists()


@pytest.mark.parametrize("offset", [-1, 10**6, 2**31, 2**53 - 1, "x", None, 1.5])
def test_a_position_outside_the_text_is_refused_by_name(article, reader, offset):
    answer = Api(reader).post("reading-positions/", body(article, offset), 400).json()
    assert [error["pointer"] for error in answer["errors"]] == ["/offset"]
