"""The library: who sees which texts, how they are found, and how one is added."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.annotations.services import annotate
from annotations.articles.services.articles import add_article
from annotations.models import Article, Code, Codebook
from incidents.models import Source
from tests.factories.accounts import ProjectFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TEXT = "The road out of Gao runs east for a day.\n\nÇa ne finit pas. Nobody has counted the trucks."


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", title="Sahel")


@pytest.fixture
def ana(client, project):
    user = member(project, "annotator", username="ana", name="Ana Benali")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def titles(response):
    return [article.title for article in response.context["rows"]]


def text(project, by, **changes):
    values = {"title": "The road from Gao", "text": TEXT} | changes
    return add_article(project=project, by=by, **values)


def marked(article, by, colour="ochre", start=0, end=8):
    book, _new = Codebook.objects.get_or_create(project=article.project, slug="own", title="Own")
    code, _new = Code.objects.get_or_create(
        codebook=book, slug=colour, label=colour, defaults={"colour": colour}
    )
    version = article.current_version
    quote = version.text[start:end]
    return annotate(by=by, article_version=version, start=start, end=end, quote=quote, code=code)


def test_library_asks_strangers_to_sign_in(client, project):
    assert client.get("/articles/?project=sahel").status_code == 302


def test_library_of_an_invisible_project_is_not_found(client, ana):
    ProjectFactory(slug="alien")
    assert client.get("/articles/?project=alien").status_code == 404


def test_library_asks_which_project_where_there_are_two(client, ana):
    member_of_another = ProjectFactory(slug="levant")
    member_of_another.memberships.create(user=ana, role="reader")
    assert client.get("/articles/").url == "/projects/?next=%2Farticles%2F"


def test_library_finds_words_whatever_their_accents(client, ana, project):
    text(project, ana)
    assert titles(client.get("/articles/?q=CA+ne+finit")) == ["The road from Gao"]
    page = client.get("/articles/?q=zebra")
    assert titles(page) == []
    assert "Clear the filters" in page.content.decode()


def test_library_filters_by_what_is_said_of_a_text(client, ana, project):
    paper = Source.objects.create(project=project, name="Desert Papers")
    text(project, ana, title="One", source=paper, language="ar", published="2013-06")
    text(project, ana, title="Two", text="Another text.", marking="amber", published="2014")
    assert titles(client.get(f"/articles/?source={paper.pk}")) == ["One"]
    assert titles(client.get("/articles/?language=ar")) == ["One"]
    assert titles(client.get("/articles/?published=2014")) == ["Two"]
    assert titles(client.get("/articles/?marking=amber")) == ["Two"]
    assert titles(client.get("/articles/?source=nonsense&marks=nonsense&page=x")) == ["Two", "One"]


def test_library_filters_by_marks(client, ana, project):
    first = text(project, ana, title="One")
    text(project, ana, title="Two", text="Another text.")
    marked(first, ana)
    assert titles(client.get("/articles/?marks=mine")) == ["One"]
    assert titles(client.get("/articles/?marks=some")) == ["One"]
    assert titles(client.get("/articles/?marks=none")) == ["Two"]


def test_library_sorts_by_its_heads(client, ana, project):
    text(project, ana, title="B")
    text(project, ana, title="A", text="Another text.")
    assert titles(client.get("/articles/?sort=title")) == ["A", "B"]
    assert titles(client.get("/articles/?sort=-length")) == ["B", "A"]


def test_library_shows_strip_readers_and_count(client, ana, project):
    article = text(project, ana)
    marked(article, ana, "ochre", 0, 8)
    marked(article, ana, "azure", 44, 60)
    row = client.get("/articles/").context["rows"][0]
    lanes = {lane["colour"]: lane["spans"] for lane in row.lanes}
    assert lanes["ochre"] == [(0, 6)]
    assert lanes["azure"] == [(31, 43)]
    assert row.readers == [("ana", "Ana Benali")]
    assert row.annotation_count == 2


def test_library_queries_do_not_grow_with_texts(
    client, ana, project, django_assert_max_num_queries
):
    for number in range(12):
        article = text(project, ana, title=f"Text {number}", text=f"{TEXT} {number}")
        marked(article, ana)
    with django_assert_max_num_queries(20):
        client.get("/articles/")


def test_library_offers_no_adding_to_readers(client, project):
    reader = member(project, "reader")
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    assert "article-new" not in client.get("/articles/").content.decode()
    assert client.get("/articles/new").status_code == 403


FORM = {"language": "en", "rights": "unknown", "marking": "clear"}


def test_new_article_is_pasted_with_a_new_source(client, ana, project):
    values = FORM | {"text": TEXT, "source": "Niger  Valley Review", "authors": "S. Traoré; N. H."}
    response = client.post("/articles/new", values)
    article = Article.objects.get()
    assert response.url == f"/articles/{article.pk}/"
    assert article.current_version.text == TEXT
    assert (article.source.name, article.authors) == ("Niger Valley Review", ["S. Traoré", "N. H."])


def test_new_article_uses_the_source_that_is_there(client, ana, project):
    source = Source.objects.create(project=project, name="Desert Papers")
    client.post("/articles/new", FORM | {"text": TEXT, "source": "desert papers"})
    assert Article.objects.get().source == source


def test_new_article_comes_from_a_file(client, ana, project):
    file = SimpleUploadedFile("gao.txt", TEXT.encode())
    client.post("/articles/new", FORM | {"file": file, "title": "Gao"})
    assert Article.objects.get().current_version.capture == "file"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "text", "Paste the text"),
        ({"text": "   \n "}, "text", "Paste the text"),
        ({"text": "a\x07b"}, "text", "control character"),
        ({"text": TEXT, "published": "2013-31-11"}, "published", "31"),
        ({"text": TEXT, "language": "english language"}, "language", "language code"),
        ({"text": TEXT, "url": "javascript:alert(1)"}, "url", "URL"),
        ({"text": TEXT, "marking": "black"}, "marking", "valid choice"),
        ({"file": io.BytesIO(b"%PDF-1.7 ...")}, "file", "PDF"),
        ({"file": io.BytesIO(b"")}, "file", "empty"),
        ({"file": io.BytesIO(b"caf\xe9 au lait")}, "file", "Save the file as UTF-8"),
    ],
)
def test_new_article_names_the_field_that_is_wrong(client, ana, values, field, words):
    page = client.post("/articles/new", FORM | values).content.decode()
    assert f'<a href="#id_{field}">' in page
    assert words in page
    assert not Article.objects.exists()


def test_new_article_keeps_what_was_written(client, ana):
    page = client.post("/articles/new", FORM | {"text": "Kept <b>words</b>", "published": "x"})
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in page.content.decode()


def test_new_article_names_the_same_text(client, ana, project):
    there = text(project, ana)
    page = client.post("/articles/new", FORM | {"text": TEXT.replace("\n", "\r\n")})
    assert f"/articles/{there.pk}/" in page.content.decode()
    assert Article.objects.count() == 1


def test_new_article_refuses_fifty_megabytes_by_name(client, ana):
    page = client.post("/articles/new", FORM | {"text": "x" * 50_000_000})
    assert page.status_code == 413
    assert '<a href="#id_text">' in page.content.decode()
    assert not Article.objects.exists()


def test_new_article_is_refused_without_the_form_token(project, ana):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post("/articles/new", FORM | {"text": TEXT}).status_code == 403


def test_about_changes_what_is_said_and_keeps_the_later_words(client, ana, project):
    article = text(project, ana)
    address = f"/articles/{article.pk}/about"
    values = FORM | {"title": "Renamed", "published": "2014", "version": 1}
    client.post(address, values)
    page = client.post(address, values | {"title": "Too late"}).content.decode()
    article.refresh_from_db()
    assert (article.title, article.published) == ("Renamed", "2014")
    assert "while you wrote" in page
    assert 'value="Too late"' in page


def test_about_is_for_those_who_may_describe_a_text(client, ana, project):
    article = text(project, ana)
    address = f"/articles/{article.pk}/about"
    assert address in client.get(f"/articles/{article.pk}/").content.decode()
    other = member(project, "annotator")
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert address not in client.get(f"/articles/{article.pk}/").content.decode()
    assert client.get(address).status_code == 403


def test_the_list_of_texts_reads_no_text(client, project, ana):
    """Grouped by or selected, a book of three megabytes would be read for its title."""
    article = text(project, ana)
    marked(article, ana)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/articles/?project={project.slug}")
        home = client.get(f"/?project={project.slug}")
    assert response.context["rows"][0].annotation_count == 1
    assert home.context["reading"][0].marked == 1
    long = re.compile(r'articleversion"\."(text|segments|notes)"|article"\."(public_)?search_text"')
    found = [query["sql"] for query in queries if 'FROM "annotations_article' in query["sql"]]
    assert found
    assert [sql for sql in found if long.search(sql.split(" WHERE ")[0])] == []
