"""Links as rows, and the table of statements: what passages say about records."""

import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.links.formats.statements import NAMES, stated_text, statement_rows
from annotations.links.models.links import PassageLink
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.incidents.conftest import client_of

pd = pytest.importorskip("pandas")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/api/v1/links/export/"


def body(client, name, **query):
    answer = client.get(URL, {"format": name, **query})
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


@pytest.fixture
def project():
    return ProjectFactory(visibility="public")


@pytest.fixture
def linked(project):
    """A passage about an incident's fatalities, and one about a suspect."""
    author = member(project, "annotator")
    source = make.SourceFactory(project=project, name="=Wire", reliability="B")
    article = texts.article(project, by=author, text="Three died 💥 in Kabul. A. Suspect did it.")
    article.source = source
    article.save()
    incident = make.IncidentFactory(project=project, title="Attack", published=True)
    person = make.ActorFactory(
        project=project, name="A. Suspect", kind="individual",
        person_sensitivity="suspect_unconvicted", published=True,
    )  # fmt: skip
    first = texts.annotation(article, author, "Three died 💥")
    texts.link(
        first, incident, author, role="supports", field="killed", stated_value={"best": 3},
        credibility=2,
    )  # fmt: skip
    second = texts.annotation(article, author, "A. Suspect")
    texts.link(second, person, author, "actor")
    return author


def test_a_row_says_what_a_passage_states_and_who_says_so(project, linked):
    found = pd.read_csv(io.BytesIO(body(client_of(linked), "table_csv")))
    assert tuple(found.columns) == NAMES
    first, second = found.to_dict("records")
    assert (first["quote"], first["start"], first["end"]) == ("Three died 💥", 0, 12)
    assert (first["source"], first["reliability"], first["credibility"]) == ("'=Wire", "B", 2)
    assert (first["target_type"], first["target_title"]) == ("incident", "Attack")
    assert (first["stance"], first["field"]) == ("supports", "killed")
    assert json.loads(first["stated_value"]) == {"best": 3}
    assert (second["target_type"], second["target_title"]) == ("actor", "a person")
    assert pd.isna([second["field"], second["stated_value"], second["row_type"]]).all()


def test_links_are_exported_as_the_api_has_them(project, linked):
    client = client_of(linked)
    rows = [json.loads(line) for line in body(client, "jsonl").splitlines()]
    listed = client.get("/api/v1/links/").json()["results"]
    for row, shown in zip(rows, reversed(listed), strict=True):
        assert {name: shown[name] for name in row} == row


def test_filters_of_the_list_hold(project, linked):
    client = client_of(linked)
    assert len(body(client, "jsonl", role="supports").splitlines()) == 1
    assert len(body(client, "jsonl", target_type="actor").splitlines()) == 1
    assert body(client, "jsonl", project="elsewhere") == b""


def test_hidden_texts_records_and_sources_are_left_out(project, linked):
    link = PassageLink.objects.get(incident__isnull=False)
    link.incident.marking = "red"
    link.incident.save()
    other = ProjectFactory(visibility="private")
    article = link.annotation.article_version.article
    article.source = make.SourceFactory(project=other, name="Secret wire")
    article.save()
    stranger = client_of(UserFactory())
    assert b"Attack" not in body(stranger, "table_csv")
    assert b"Secret wire" not in body(stranger, "table_csv")
    article.rights = "restricted"
    article.save()
    assert body(stranger, "jsonl") == b""
    assert len(body(client_of(linked), "jsonl").splitlines()) >= 1


def test_queries_do_not_grow_with_rows(project, linked):
    def count():
        with CaptureQueriesContext(connection) as queries:
            list(statement_rows(PassageLink.objects.order_by("id"), linked))
        return len(queries)

    first = count()
    words = [f"w{number}" for number in range(10, 30)]
    article = texts.article(project, by=linked, text=" ".join(words))
    for word in words:
        incident = make.IncidentFactory(project=project, published=True)
        texts.link(texts.annotation(article, linked, word), incident, linked)
    assert count() == first


def test_a_stated_value_is_text_or_json():
    assert stated_text(None) is None
    assert stated_text("about 40") == "about 40"
    assert stated_text(["AF", "PK"]) == '["AF","PK"]'
    assert stated_text(0) == "0"
