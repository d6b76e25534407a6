"""Links of a file are made again where their records are here and visible; others are counted."""

import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.exchange.documents import document_formats
from annotations.exchange.services.stated_links import target_at
from annotations.links.services.compared_values import compare_marked_links
from annotations.models import PassageLink
from tests.annotations.exchange.corpora import export_file, import_file
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import ActorFactory, IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LINKED = [
    name
    for name, each in document_formats().items()
    if "links" in each.holds and each.read and each.write
]


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def editor(project):
    return member(project, "editor", username="edith")


@pytest.fixture
def stated(tmp_path):
    """A function that writes a file with one annotation with these links and attributes."""

    def write(*links, **attributes):
        span = {"start": 0, "end": 6, "label": "Person", "links": links, "attributes": attributes}
        path = tmp_path / "a.jsonl"
        path.write_text(json.dumps({"text": "Carlos bought Acme.", "spans": [span]}))
        return path

    return write


@pytest.mark.parametrize("format", LINKED)
def test_links_go_out_and_come_back(project, editor, tmp_path, format):
    passage = make.annotation(make.article(project), quote="gunmen")
    incident = IncidentFactory(project=project)
    about = {"role": "supports", "field": "killed", "stated_value": {"low": 150}, "credibility": 2}
    link = make.link(passage, incident, **about)
    path = export_file(tmp_path / "out", editor, project, format)
    passage.article_version.article.versions.update(sha256="")
    passage.links.all().delete()
    done = import_file(path, editor, project, format)
    assert (done["links"], done["skipped"]) == (1, {})
    (again,) = PassageLink.objects.all()
    assert (again.incident_id, again.created_by) == (incident.pk, editor)
    assert {name: getattr(again, name) for name in about} == about
    assert again.pk != link.pk


def test_an_address_in_an_attribute_is_a_link(project, editor, stated):
    actor = ActorFactory(project=project)
    path = stated(wikidata="Q1", record=f"https://example.org/actors/{actor.pk}/")
    done = import_file(path, editor, project, "spacy-jsonl")
    assert (done["links"], done["skipped"]) == (1, {})
    link = PassageLink.objects.get()
    assert (link.actor, link.role) == (actor, "mentions")
    assert link.annotation.attributes["wikidata"] == "Q1"


def test_what_is_not_here_is_counted_like_what_is_hidden(project, editor, stated):
    hidden = IncidentFactory(project=ProjectFactory())
    own = {"target_type": "incident", "target_id": str(IncidentFactory(project=project).pk)}
    path = stated(
        {"target_type": "incident", "target_id": str(hidden.pk)},
        {"target_type": "incident", "target_id": str(uuid4())},
        {"target_type": "papyrus", "target_id": str(uuid4())},
        {"target_type": "incident", "target_id": 7},
        own | {"role": "heralds"},
        own | {"field": "colour"},
        own | {"credibility": 9},
        own,
        own,
    )
    done = import_file(path, editor, project, "spacy-jsonl")
    assert done["links"] == 1
    assert done["skipped"] == {"links_elsewhere": 2, "links_unknown": 5, "links_here": 1}


def test_a_dry_run_counts_links_and_makes_none(project, editor, stated):
    target = str(ActorFactory(project=project).pk)
    path = stated({"target_type": "actor", "target_id": target})
    assert import_file(path, editor, project, "spacy-jsonl", dry_run=True)["links"] == 1
    assert not PassageLink.objects.exists()


def test_addresses_of_records_are_known_wherever_the_platform_is_installed():
    pk = str(uuid4())
    assert target_at(f"/incidents/{pk}/") == ("incident", pk)
    assert target_at(f"https://example.org/api/v1/actors/{pk}/") == ("actor", pk)
    assert target_at(f"https://example.org/users/{pk}/") is None
    assert target_at("https://example.org/") is None


def queries_of(project, editor, tmp_path, number):
    """The queries that write to links or read what they link, of an import of so many links."""
    ids = [IncidentFactory(project=project).pk for _n in range(5)]
    spans = [
        {
            "start": 0,
            "end": n + 1,
            "label": "Person",
            "links": [
                {
                    "target_type": "incident",
                    "target_id": str(ids[n % 5]),
                    "field": "killed",
                    "stated_value": {"low": n},
                }
            ],
        }
        for n in range(number)
    ]
    path = tmp_path / f"{number}.jsonl"
    path.write_text(json.dumps({"text": "a" * number, "spans": spans}))
    with CaptureQueriesContext(connection) as found:
        done = import_file(path, editor, project, "spacy-jsonl")
    assert (done["links"], done["skipped"]) == (number, {})
    return [row for row in found.captured_queries if re.search("passagelink|_incident", row["sql"])]


def test_queries_do_not_grow_with_the_links(project, editor, tmp_path):
    few = queries_of(project, editor, tmp_path, 5)
    many = queries_of(project, editor, tmp_path, 60)
    assert len(many) <= len(few) + 1  # SQLite inserts fewer rows with one statement


def test_stated_values_are_compared_by_the_worker(project, editor, stated):
    incident = IncidentFactory(project=project, lifecycle="failed")
    link = {"target_type": "incident", "target_id": str(incident.pk), "field": "lifecycle"}
    import_file(stated(link | {"stated_value": "completed"}), editor, project, "spacy-jsonl")
    assert PassageLink.objects.get().states_another_value is None
    assert compare_marked_links() == 1
    assert PassageLink.objects.get().states_another_value is True
