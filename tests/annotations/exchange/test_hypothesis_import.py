"""Annotations of web pages, matched with texts of the library."""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotations.exchange.files.positions import Utf16Positions
from annotations.exchange.services.undoing import undo_import
from annotations.models import Annotation, AnnotationImport, Article, Comment, ImportedText
from tests.annotations.exchange.corpora import import_file
from tests.annotations.exchange.hypothesis_rows import PAGE, quoted_row, row
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = pytest.mark.django_db
TEXT = "Ten people died in Kabul.\nThe market was closed. Ten people were hurt."


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def editor(project):
    return member(project, "editor", username="edith")


@pytest.fixture
def article(project, editor):
    return make.article(project, editor, TEXT, url="http://www.example.org/a/", title="Report")


@pytest.fixture
def import_rows(tmp_path, project, editor):
    def run(rows, by=None, **choices):
        path = tmp_path / "export.json"
        path.write_text(json.dumps({"rows": rows}))
        return import_file(path, by or editor, project, format="hypothesis", **choices)

    return run


ROWS = [
    quoted_row("a", "The market", text="Which one?", tags=["Target"]),
    quoted_row("b", "Ten people", suffix=" were hurt", user="ben"),
    row("p", text="A good page", tags=["To read"]),
    row("r1", user="ben", references=["a"], text="The old one."),
    row("r2", references=["a", "r1"], text="Thanks."),
    row("r3", user="ben", references=["p"], text="I agree."),
]
BEN = {"ben@hypothes.is": "ben"}


def test_annotations_go_to_the_text_with_the_same_address(article, import_rows):
    done = import_rows(ROWS)
    assert (done["made_texts"], done["matched_texts"], done["annotations"]) == (0, 1, 2)
    assert done["whole_text_annotations"] == 1
    assert done["skipped"] == {}
    found = {each.key: each for each in Annotation.objects.all()}
    assert {key: each.quote for key, each in found.items()} == {
        "a": "The market",
        "b": "Ten people",
    }
    assert found["b"].start == TEXT.rindex("Ten people")
    assert found["a"].code.label == "Target"
    assert (found["a"].note, found["a"].author) == ("Which one?", None)
    assert [found[key].annotator for key in "ab"] == ["ana@hypothes.is", "ben@hypothes.is"]
    assert found["a"].annotated == "2024-03-23T10:00:00+00:00"
    assert Article.objects.count() == 1


def test_replies_are_comments_of_members_or_kept_beside_the_annotation(
    article, import_rows, project
):
    ben = member(project, "annotator", username="ben")
    done = import_rows(ROWS, annotators=BEN)
    assert done["comments"] == 1
    comment = Comment.objects.get()
    annotation = Annotation.objects.get(key="a")
    assert (comment.author, comment.annotation, comment.text) == (ben, annotation, "The old one.")
    assert [each["text"] for each in annotation.attributes["replies"]] == ["Thanks."]
    (note,) = ImportedText.objects.get().whole_text_annotations
    assert [each["text"] for each in note["attributes"]["replies"]] == ["I agree."]
    assert Annotation.objects.get(key="b").author == ben


def test_a_reply_to_a_comment_is_below_it(article, import_rows, project):
    member(project, "annotator", username="ben")
    people = BEN | {"ana@hypothes.is": "edith"}
    import_rows(ROWS, annotators=people)
    first, second = Comment.objects.order_by("text")[1], Comment.objects.order_by("text")[0]
    assert (first.text, second.text) == ("The old one.", "Thanks.") or second.parent == first
    assert Comment.objects.get(text="Thanks.").parent.text == "The old one."


def test_a_dry_run_says_the_same_and_writes_nothing(article, import_rows, project):
    member(project, "annotator", username="ben")
    said = import_rows(ROWS, annotators=BEN, dry_run=True)
    assert not Annotation.objects.exists()
    assert not Comment.objects.exists()
    assert not AnnotationImport.objects.exists()
    done = import_rows(ROWS, annotators=BEN)
    same = ("annotations", "comments", "skipped", "whole_text_annotations", "matched_texts")
    assert [said[name] for name in same] == [done[name] for name in same]


def test_what_is_left_out_is_counted_with_its_reason(article, import_rows):
    rows = [
        quoted_row("a", "The market"),
        quoted_row("b", "Words of another edition"),
        quoted_row("c", "Ten people"),
        quoted_row("d", "The market", uri="https://example.org/other"),
        row("r", references=["b"], text="Where is it?"),
        row("s", uri="https://example.org/other", references=["d"], text="And this?"),
    ]
    done = import_rows(rows)
    assert done["annotations"] == 1
    assert done["skipped"] == {
        "words_not_found": 1,
        "words_ambiguous": 1,
        "text_not_here": 1,
        "replies": 2,
    }
    here, missing = done["documents"]
    assert (here["article"], missing["article"]) == (str(article.pk), None)


def test_the_same_file_again_adds_nothing(article, import_rows):
    import_rows(ROWS)
    again = import_rows(ROWS)
    assert again["import"] is None
    assert again["skipped"] == {"already_here": 3, "replies": 3}
    assert (Annotation.objects.count(), ImportedText.objects.count()) == (2, 1)


def test_notes_on_pages_alone_are_kept(article, import_rows):
    assert import_rows([ROWS[2]])["import"]
    assert ImportedText.objects.get().whole_text_annotations[0]["note"] == "A good page"


def test_a_long_quote_finds_the_text_at_another_address(project, editor, import_rows):
    make.article(project, editor, TEXT, title="Without an address")
    words = "died in Kabul.\nThe market was closed. Ten people were"
    done = import_rows([quoted_row("a", words, uri="urn:x-pdf:ab12")])
    assert (done["annotations"], done["matched_texts"]) == (1, 1)
    assert Annotation.objects.get().quote == words


def test_the_text_of_another_project_is_not_matched(import_rows):
    other = ProjectFactory(visibility="public")
    make.article(other, member(other, "editor"), TEXT, url=PAGE)
    words = "died in Kabul.\nThe market was closed. Ten people were"
    done = import_rows([quoted_row("a", words)])
    assert done["skipped"] == {"text_not_here": 1}


def test_a_marked_text_that_the_annotator_may_not_see_is_not_matched(
    project, editor, import_rows, tmp_path
):
    make.article(project, editor, TEXT, url=PAGE, marking="red")
    annotator = member(project, "annotator")
    if Article.objects.visible_to(annotator).exists():
        pytest.fail("the marking does not hide the text from this reader")
    done = import_rows([quoted_row("a", "The market")], by=annotator)
    assert done["skipped"] == {"text_not_here": 1}
    assert "Report" not in json.dumps(done)


def test_undoing_hides_the_comments_with_the_annotations(article, import_rows, project, editor):
    ben = member(project, "annotator", username="ben")
    import_rows(ROWS, annotators=BEN)
    assert Comment.objects.visible_to(ben).count() == 1
    undo_import(AnnotationImport.objects.get(), by=editor)
    assert not Comment.objects.visible_to(ben).exists()


WORDS = st.lists(
    st.sampled_from(["attack", "Kabul", "café", "😀", "عربي", "ten", "a"]), min_size=3, max_size=25
)


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(words=WORDS, data=st.data())
def test_passages_of_any_text_come_back_where_they_were(words, data, project, editor, import_rows):
    number = Article.objects.count()
    text, page = " ".join(words) + f" no. {number}", f"https://example.org/{number}"
    article = make.article(project, editor, text, url=page)
    expected, rows = [], []
    for key in range(3):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        while end > start and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            expected.append((f"{number}-{key}", start, end))
            made = quoted_row(
                f"{number}-{key}", text[start:end], page, text[:start][-32:], text[end:][:32]
            )
            unit = Utf16Positions(text).to_units(start)
            made["text"] = str(key)
            position = {"type": "TextPositionSelector", "start": unit, "end": unit}
            made["target"][0]["selector"].append(position)
            rows.append(made)
    import_rows(rows)
    found = Annotation.objects.filter(article_version=article.current_version_id)
    assert sorted(found.values_list("key", "start", "end")) == expected
