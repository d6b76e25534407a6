"""Texts that an earlier edition of the reader made: which are touched, and what stays as it is."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotations.articles.extraction.glued_footnotes import glued_figures
from annotations.articles.extraction.normalisation import fingerprint
from annotations.articles.services import articles
from annotations.models import ArticleVersion, Rereading
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

FILLER = "The second paragraph says that the siege was ended by the army on the nineteenth."
PAGE = (
    '<html lang="en"><body><article><p>The attack killed 150<sup>3</sup> people in the town.</p>'
    f"<p>{FILLER}</p></article></body></html>"
)
OLD_TEXT = f"The attack killed 1503 people in the town.\n\n{FILLER}"
GLUED = (
    "He was in the town.1 The mayor said so.2 The attack killed 1503 people in May 2014. "
    "The governor denied it.4 A week later it was over.5"
)


@pytest.mark.pure
def test_figure_with_a_glued_mark_is_shown_by_the_marks_around_it():
    (found,) = glued_figures(GLUED)
    assert (found["figure"], found["likely"], found["mark"]) == ("1503", "150", "3")
    assert GLUED[found["offset"] :].startswith("1503 people")


@pytest.mark.pure
@pytest.mark.parametrize(
    "text",
    [
        "The attack killed 1503 people.",
        "He said so.1 The attack killed 1503 people.",
        "In May 2014 and in 2015 there were 1503 cases, version2 and area51.",
        "He was there.1 So was she.2 They left.3 There were 1503 people.4",
    ],
)
def test_figure_is_not_doubted_without_a_proof(text):
    assert glued_figures(text) == []


@pytest.fixture
def team():
    project = ProjectFactory(slug="sahel")
    return project, member(project, "editor", username="ed")


def earlier(article, text=OLD_TEXT):
    """Make the article's version one of the earlier reader."""
    ArticleVersion.objects.filter(article=article).update(
        text=text,
        length=len(text),
        sha256=fingerprint(text),
        reader=1,
        notes=[],
        segments=[{"kind": "paragraph", "label": "¶1", "start": 0, "end": len(text)}],
    )
    article.refresh_from_db()
    return article


def filed(project, by, page=PAGE, **values):
    return articles.add_article_from_file(
        by=by, project=project, name="a.html", data=page.encode(), title="Siege", **values
    )


def kept(version):
    with version.original.open() as file:
        return file.read()


def run(*arguments):
    out = io.StringIO()
    call_command("reread_articles", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_upload_is_kept_as_it_came(team):
    version = filed(*team).current_version
    assert kept(version) == PAGE.encode()
    assert version.original_name == "a.html"


@pytest.mark.django_db
def test_upload_leaves_no_file_when_it_is_not_stored(team, monkeypatch):
    folder = Path(filed(*team).current_version.original.path).parent
    before = set(folder.iterdir())
    monkeypatch.setattr(ArticleVersion, "save", _fail)
    with pytest.raises(RuntimeError):
        filed(*team)
    assert set(folder.iterdir()) == before


def _fail(*_arguments, **_options):
    raise RuntimeError


@pytest.mark.django_db
def test_command_says_which_texts_read_differently_and_changes_none(team):
    article = earlier(filed(*team))
    said = run()
    assert f"{article.pk} Siege: another text; 1 changes" in said
    assert "1 texts of an earlier reader: 1 read differently" in said
    row = Rereading.objects.get()
    assert (row.changes[0]["before"], row.changes[0]["after"]) == (
        "The attack killed 1503 people in the town.",
        "The attack killed 150 people in the town.",
    )
    assert ArticleVersion.objects.get().text == OLD_TEXT
    assert Rereading.objects.count() == 1
    run()
    assert Rereading.objects.count() == 1


@pytest.mark.django_db
def test_text_without_annotations_gets_a_new_version_and_an_annotated_one_stays(team):
    _project, editor = team
    free, marked = earlier(filed(*team)), earlier(filed(*team))
    make.annotation(marked, editor, quote="1503")
    assert "1 new versions" in run("--write", "--by", "ed")
    free.refresh_from_db()
    marked.refresh_from_db()
    assert free.current_version.number == 2
    assert "150 people" in free.current_version.text
    assert kept(free.current_version) == PAGE.encode()
    assert marked.current_version.number == 1
    assert marked.current_version.text == OLD_TEXT
    with pytest.raises(CommandError):
        run("--write")
    with pytest.raises(CommandError):
        run("--project", "nowhere")


@pytest.mark.django_db
def test_text_whose_file_was_not_kept_says_so(team, client):
    article = earlier(filed(*team), GLUED)
    ArticleVersion.objects.update(original="")
    assert "the original was not kept; figures: 1503" in run("--project", "sahel")
    client.force_login(team[1])
    page = client.get(f"/articles/{article.pk}/").text
    assert "The file was not kept when this text was added" in page
    assert "“1503” may be 150 with note 3" in page


@pytest.mark.django_db
def test_members_see_the_touched_texts_and_nobody_else(team, client):
    project, editor = team
    earlier(filed(*team))
    run()
    client.force_login(editor)
    assert "1 text is affected" in client.get("/articles/?project=sahel").text
    page = client.get("/articles/touched/?project=sahel").text
    assert "reads differently in 1 place" in page
    project.visibility = "public"
    project.save()
    client.logout()
    assert client.get("/articles/touched/?project=sahel").status_code == 403
    assert "touched" not in client.get("/articles/?project=sahel").text


@pytest.mark.django_db
def test_api_gives_notes_and_encoding_and_hides_them_with_the_text(team):
    project, editor = team
    article = filed(*team, rights="restricted")
    path = f"articles/{article.pk}/versions/1/"
    version = Api(editor).get(path).json()
    assert version["notes"] == [{"mark": "3", "text": "", "offset": 21}]
    assert version["encoding"] == "utf-8"
    assert version["warnings"] == []
    project.visibility = "public"
    project.save()
    hidden = Api(None).get(path).json()
    assert (hidden["text"], hidden["notes"], hidden["segments"]) == (None, [], [])
