"""`manage.py demo --project khorasan`: what the files hold, and that they load once."""

import re
import tomllib

import pytest
from django.core.management import call_command

from annotations.models import Article, PassageLink
from ctplatform.accounts.models import Project, User
from ctplatform.curation.models import Revision
from ctplatform.demo import files
from incidents.models import Incident
from tests.acceptance.conftest import FOLDER
from tests.acceptance.shared import article_text, needs_article
from tests.acceptance.table import LINKS, RELATIONS, STEPS

pytestmark = pytest.mark.django_db
LONGEST_RUN = 7  # words


def keys(noun):
    return [row["key"] for row in files.rows(FOLDER, noun) if "key" in row]


def test_files_hold_each_row_of_the_table():
    rows = {key for key in keys("incident") if key not in STEPS}
    assert sorted(rows) == [f"I{n:02}" for n in range(1, 36)]
    assert sorted(keys("assessment")) == [f"J{n:02}" for n in range(1, 53)]
    assert sorted(keys("allegation")) == [f"C{n:02}" for n in range(1, 17)]
    assert keys("warning") == ["W01", "W02"]
    actors = {key for key in keys("actor") if "-" not in key} - {"regional"}
    assert actors == {f"A{n:02}" for n in range(1, 30)} - {"A27", "A28"}
    places = {key for key in keys("place") if "-" not in key}
    assert places == {f"P{n:02}" for n in range(1, 27)} - {"P25"}
    relations = {key.split("-")[0] for key in keys("relation")}
    assert relations == set(RELATIONS) == {f"R{n:02}" for n in range(1, 25)} - {"R20"}
    chains = {row["chain"] for row in files.rows(FOLDER, "link") if "chain" in row}
    assert chains == {"K1", "K4", "K5", "K6", "K7"} == set(LINKS) - {"members"}


def test_project_is_loaded_on_request_alone():
    assert FOLDER not in files.folders()
    assert files.folders("khorasan") == [FOLDER]
    assert FOLDER in files.folders(on_request=True)


def test_second_time_changes_nothing(khorasan, capsys):
    before = Incident.objects.count(), Revision.objects.count(), PassageLink.objects.count()
    call_command("demo", project="khorasan")
    assert capsys.readouterr().out == "The demo is there already.\n"
    after = Incident.objects.count(), Revision.objects.count(), PassageLink.objects.count()
    assert after == before
    assert not Project.objects.filter(slug="demo").exists()


def test_every_record_came_through_the_door_and_was_published_by_a_second_person(khorasan):
    project = Project.objects.get(slug="khorasan")
    assert project.review_policy == "four_eyes"
    for incident in Incident.objects.filter(project=project):
        assert incident.published_by_id != incident.created_by_id
        assert Revision.objects.filter(target_id=incident.pk).exists()


def test_reset_sets_this_project_aside_and_no_other(khorasan):
    Project.objects.create(slug="demo", title="Another")
    call_command("demo", project="khorasan", reset=True, verbosity=0)
    assert Project.objects.filter(slug="khorasan-before-1").exists()
    assert Project.objects.get(slug="demo").title == "Another"
    assert User.objects.filter(username="amira").count() == 1


def test_own_texts_are_the_only_ones_shipped(khorasan):
    names = {"Reading notes of the coders", "Public record, as the coders know it"}
    shipped = Article.objects.filter(project__slug="khorasan", source__isnull=False)
    assert {article.source.name for article in shipped} == names


def words(text):
    return re.findall(r"[^\W_]+", text.casefold())


def strings(value):
    """All texts in what a file holds."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


def shipped_texts():
    for path in sorted(FOLDER.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        found = strings(tomllib.loads(text)) if path.suffix == ".toml" else text.split("\n\n")
        comments = [line for line in text.splitlines() if line.startswith("#")]
        yield from ((path.name, each) for each in [*found, *comments])


@needs_article
def test_no_sentence_of_the_article_is_shipped():
    """No eight words in a row of what the project ships stand in the article."""
    source = words(article_text())
    runs = {tuple(source[n : n + LONGEST_RUN + 1]) for n in range(len(source) - LONGEST_RUN)}
    for name, text in shipped_texts():
        own = words(text)
        for start in range(len(own) - LONGEST_RUN):
            run = tuple(own[start : start + LONGEST_RUN + 1])
            assert run not in runs, f"{name}: {' '.join(run)}"


def test_check_for_sentences_reads_what_is_shipped():
    assert words("It is “so-called” here.") == ["it", "is", "so", "called", "here"]
    assert len(list(shipped_texts())) > 500
