"""Two hundred news texts of MUC-3 whose passages were matched with incidents by people."""

import json
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

import annotations.exchange.formats  # noqa: F401 - registers them
from annotations.annotations.models import Annotation
from annotations.exchange.documents import document_formats
from annotations.exchange.exports.writing import zip_pieces
from annotations.models import Article
from incidents.models import Incident
from tests.acceptance import muc
from tests.annotations.exchange.corpora import import_file
from tests.annotations.exchange.strategies import kept, reduced
from tests.annotations.exchange.test_round_trips import BOTH_WAYS
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of

pytestmark = pytest.mark.skipif(
    not muc.is_here(), reason="the MUC-3 texts are not here; set CTPLATFORM_SHARED to their folder"
)
ATTACK_TYPES = {
    "ATTACK": ["armed_assault"],
    "ARSON": ["facility_attack"],
    "BOMBING": ["bombing"],
    "BOMBING / ATTACK": ["bombing", "armed_assault"],
    "KIDNAPPING": ["hostage_kidnapping"],
}
FIELDS = {"Instrument": "weapon_types", "Perpetrator": "perpetrator", "Organisation": "perpetrator"}
LINKED = 20  # texts whose incidents are recorded; all 200 take a minute
FIELDS |= dict.fromkeys(("Object", "Person", "Victim"), "target")


def test_most_words_of_the_templates_are_in_the_texts():
    found, by_name = muc.templates(), muc.texts()
    spans = [muc.place_of(words, by_name[t.document]) for t in found for _code, words in t.words]
    assert (len(by_name), len(found)) == (200, 191)
    assert spans.count(None) == muc.NOT_VERBATIM
    assert len(spans) == 1386


def write(format, corpus, folder):
    """A file of the corpus in a format."""
    pairs = format.write(corpus)
    pieces = zip_pieces(pairs) if format.archive else (content for _name, content in pairs)
    path = folder / f"muc.{'zip' if format.archive else format.extension}"
    path.write_bytes(b"".join(pieces))
    return path


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_every_format_gives_the_passages_back(name, tmp_path):
    format = document_formats()[name]
    corpus = reduced(muc.annotated_texts(), format.holds)
    found = format.read(write(format, corpus, tmp_path))
    held = sorted((kept(each, format.holds, exact=False) for each in found.documents), key=repr)
    expected = (kept(each, format.holds, exact=False) for each in corpus.documents)
    assert held == sorted(expected, key=repr)


@pytest.mark.django_db
def test_passages_are_linked_to_the_incidents_that_people_found(tmp_path):
    project = ProjectFactory(slug="muc")
    author = member(project, "editor")
    client = client_of(author)
    corpus = muc.annotated_texts()
    corpus = replace(corpus, documents=corpus.documents[:LINKED])
    import_file(write(document_formats()["brat"], corpus, tmp_path), author, project)
    articles = dict(Article.objects.filter(project=project).values_list("title", "pk"))
    assert articles.keys() == {each.name for each in corpus.documents}
    passages = passages_of(articles)
    templates = [each for each in muc.templates() if each.document in articles]

    expected = Counter()
    for template in templates:
        linked = {}
        for code, words in template.words:
            if span := muc.place_of(words, muc.texts()[template.document]):
                linked.setdefault(passages[template.document][code, span], FIELDS[code])
        made = post(
            client, "incidents", project="muc", title=f"{template.kind} ({template.key})",
            attack_types=ATTACK_TYPES.get(template.kind, ["unknown"]), reason="From the template.",
        )  # fmt: skip
        for annotation, name in linked.items():
            post(
                client, "links", annotation=annotation, target_type="incident",
                target_id=made["id"], role="supports", field=name,
            )  # fmt: skip
            expected[made["id"]] += 1

    exported = stream(client, "/api/v1/links/export/", project="muc", format="jsonl")
    found = [json.loads(line) for line in exported.splitlines()]
    assert Counter(each["target_id"] for each in found) == expected
    of_project = Annotation.objects.filter(article_version__article__project=project)
    for row in of_project.select_related("article_version"):
        assert row.article_version.text[row.start : row.end] == row.quote
    largest, number = expected.most_common(1)[0]
    answer = client.get(f"/api/v1/incidents/{largest}/evidence/", {"page_size": 100}).json()
    assert len(answer["results"]) == number
    made = Incident.objects.filter(project=project).count()
    assert made == len(templates) > len({each.document for each in templates})
    assert len({each.document for each in templates}) < LINKED


def passages_of(articles):
    """{document: {(code, span): id of the annotation}}."""
    found = defaultdict(dict)
    names = {pk: title for title, pk in articles.items()}
    of_project = Annotation.objects.filter(article_version__article__in=names)
    for row in of_project.select_related("article_version", "code"):
        name = names[row.article_version.article_id]
        found[name][row.code.label, (row.start, row.end)] = str(row.pk)
    return found


def post(client, noun, **body):
    answer = client.post(f"/api/v1/{noun}/", body, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def stream(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()
