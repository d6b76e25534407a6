"""Web Annotations are matched with texts of the library; our own exports come back as they were."""

import json
import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from annotations.exchange.exports.corpus import corpus_of
from annotations.exchange.exports.selection import Selection
from annotations.exchange.formats.web_annotation import read_web_annotation
from annotations.exchange.limited_reading.stored_text import stored_text
from annotations.exchange.services.choices import ImportChoices
from annotations.exchange.services.importing import import_corpus
from annotations.models import Annotation, Article, PassageLink
from ctplatform.accounts.models import Project
from ctplatform.exchange.registry import find_format
from tests.annotations.exchange.corpora import import_file
from tests.annotations.exchange.strategies import corpora, kept
from tests.factories import annotations as make
from tests.factories.accounts import MembershipFactory, ProjectFactory, member
from tests.factories.incidents import CasualtyEstimateFactory, IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ADDRESS = "https://example.org/api/v1/annotations/export/?format=web_annotation"
TEXT = "Ten people 😀 died in Kabul.\nThe market was closed. Ten people were hurt."
PAGE = "https://example.org/a"
FORMAT = "web_annotation"


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def editor(project):
    return member(project, "editor", username="edith")


def written(path, reader, project):
    """The W3C export of a project's annotations, as a file."""
    rows = Annotation.objects.visible_to(reader).order_by("id")
    rows = rows.filter(article_version__article__project=project)
    path.write_bytes(b"".join(find_format("annotations", FORMAT).pieces(rows, reader, ADDRESS)))
    return path


@pytest.fixture
def import_items(tmp_path, project, editor):
    def run(*items, by=None, **choices):
        path = tmp_path / "annotations.json"
        path.write_text(json.dumps(items))
        return import_file(path, by or editor, project, format=FORMAT, **choices)

    return run


def item(key, *selectors, source=PAGE, **values):
    target = {"source": source, "selector": list(selectors)} if selectors else source
    return {"id": f"urn:{key}", "type": "Annotation", "target": target, **values}


def words(exact, **values):
    return {"type": "TextQuoteSelector", "exact": exact, **values}


def position(start, end):
    return {"type": "TextPositionSelector", "start": start, "end": end}


def test_annotations_go_to_the_text_with_the_same_address(project, editor, import_items):
    make.article(project, editor, TEXT, url="http://www.example.org/a/")
    done = import_items(
        item("a", words("The market"), position(7, 17), creator="ana", bodyValue="Which?"),
        item("b", words("Ten people", suffix=" were")),
        item("c", words("Ten people")),
        item("d", words("Herat")),
        item("e", position(0, 3)),
        item("f", bodyValue="A good page."),
        item("g", words("Ten people"), source="https://elsewhere.org/"),
    )
    assert (done["annotations"], done["whole_text_annotations"]) == (2, 1)
    assert done["skipped"] == {
        "words_ambiguous": 1, "words_not_found": 1, "position_alone": 1, "text_not_here": 1,
    }  # fmt: skip
    one, other = Annotation.objects.order_by("key")
    assert (one.quote, one.note, one.annotator, one.author) == ("The market", "Which?", "ana", None)
    assert (other.start, other.quote) == (TEXT.rindex("Ten people"), "Ten people")


def test_a_text_that_is_named_exactly_takes_positions_alone(project, editor, import_items):
    version = make.article(project, editor, TEXT).current_version
    source = f"https://elsewhere.org/api/v1/articles/{version.article_id}/versions/1/"
    start = TEXT.index("😀")
    assert import_items(item("a", position(start, start + 6), source=source))["annotations"] == 1
    assert Annotation.objects.get().quote == "😀 died"


def test_a_text_of_another_project_is_not_named(project, editor, import_items):
    MembershipFactory(project=(other := ProjectFactory()), role="editor", user=editor)
    version = make.article(other, editor, TEXT).current_version
    source = f"/api/v1/articles/{version.article_id}/versions/1/"
    done = import_items(item("a", position(0, 3), source=source))
    assert done["skipped"] == {"text_not_here": 1}


def test_an_own_export_gives_the_same_annotations_links_and_rows(project, editor, tmp_path):
    article = make.article(project, editor, TEXT)
    passage = make.annotation(article, editor, quote="Ten people 😀 died", certainty="unsure")
    incident = IncidentFactory(project=project)
    row = CasualtyEstimateFactory(incident=incident)
    about = {"role": "supports", "field": row.kind, "stated_value": {"low": 10}, "credibility": 2}
    make.link(passage, incident, editor, casualty_estimate=row, **about)
    make.link(passage, incident, editor, role="contradicts", field="date")
    path = written(tmp_path / "own.jsonld", editor, project)
    PassageLink.objects.all().delete()
    Annotation.objects.all().delete()
    done = import_file(path, editor, project, format=FORMAT, annotators={"edith": "edith"})
    assert (done["annotations"], done["links"], done["skipped"]) == (1, 2, {})
    again = Annotation.objects.get()
    assert (again.quote, again.certainty, again.author) == ("Ten people 😀 died", "unsure", editor)
    one, other = PassageLink.objects.order_by("id")
    assert {name: getattr(one, name) for name in about} == about
    assert (one.incident, one.casualty_estimate) == (incident, row)
    assert (other.role, other.field, other.row_type) == ("contradicts", "date", "")
    twice = import_file(path, editor, project, format=FORMAT, annotators={"edith": "edith"})
    assert twice["skipped"] == {"already_here": 1, "links": 2}


def test_a_row_that_is_not_here_is_counted(project, editor, tmp_path):
    article = make.article(project, editor, TEXT)
    incident = IncidentFactory(project=project)
    row = CasualtyEstimateFactory(incident=incident)
    passage = make.annotation(article, editor, quote="Ten people 😀")
    make.link(passage, incident, editor, casualty_estimate=row, role="supports", field=row.kind)
    path = written(tmp_path / "own.jsonld", editor, project)
    PassageLink.objects.all().delete()
    Annotation.objects.all().delete()
    path.write_text(path.read_text().replace(str(row.pk), str(incident.pk)))
    done = import_file(path, editor, project, format=FORMAT)
    assert (done["annotations"], done["links"]) == (1, 0)
    assert done["skipped"] == {"links_unknown": 1}


def test_a_damaged_file_names_its_annotation_from_the_limited_process(project, editor, tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"type": "Annotation", "target": 7}]')
    with pytest.raises(ValueError, match="annotation 1: “target” must be"):
        import_file(path, editor, project, format=FORMAT)


QUICK = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HELD = frozenset(
    {
        "annotators", "attributes", "certainty", "code_tree", "discontinuous", "notes",
        "overlapping", "relations",
    }
)  # fmt: skip


class _File:
    """A corpus in the place of a file that was read in the limited process."""

    original = None

    def __init__(self, corpus):
        self.listed = tuple(corpus.documents)
        self.codes, self.name, self.unread = corpus.codes, corpus.name, dict(corpus.unread)
        self.count = len(self.listed)

    def documents(self):
        return map(stored_text, self.listed)


def _import(corpus, editor, project):
    return import_corpus(
        _File(corpus), ImportChoices(), by=editor, project=project, name="corpus", format="brat"
    )


def _compared(rows, editor):
    corpus = corpus_of(Selection(rows, editor))
    return sorted((kept(each, HELD) for each in corpus.documents), key=repr)


@QUICK
@given(corpus=corpora())
def test_what_is_exported_comes_back_in_a_project_with_the_same_texts(editor, corpus):
    project = Project.objects.get(slug="sahel")
    with transaction.atomic():
        _import(corpus, editor, project)
        before = _compared(Article.objects.filter(project=project), editor)
        other = ProjectFactory(slug="copy")
        MembershipFactory(project=other, role="editor", user=editor)
        for document in corpus.documents:
            make.article(other, editor, stored_text(document)[1].text)
        with tempfile.TemporaryDirectory() as folder:
            path = written(Path(folder) / "own.jsonld", editor, project)
            done = _import(read_web_annotation(path), editor, other)
        after = _compared(Article.objects.filter(project=other), editor)
        transaction.set_rollback(True)
    assert (done["made_texts"], done["skipped"]) == (0, {})
    assert after == before
