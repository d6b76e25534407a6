"""Texts and what readers mark in them, made through the services as people make them."""

from itertools import count

from annotations.annotations import services as marks
from annotations.articles.services import articles
from annotations.codebooks import services as codebooks
from annotations.comments import services as comments
from annotations.exchange.models import AnnotationImport, ImportedText
from annotations.links.services import links
from annotations.relations.models import AnnotationRelation, RelationMember
from annotations.relations.services import relate_annotations
from tests.factories.accounts import ProjectFactory, member

numbers = count(1)

TEXT = (
    "Two gunmen attacked the market in the old town.\n\n"
    "A spokesman said that more than 150 people died. Nobody claimed the attack at first.\n\n"
    "The group later heralded it without claiming it."
)


def article(project=None, by=None, text=TEXT, **values):
    """An article of a new project, unless one is given; `by` is an annotator of it."""
    project = project or ProjectFactory()
    by = by or member(project, "annotator")
    values.setdefault("title", f"Report {next(numbers)}")
    return articles.add_article(by=by, project=project, text=text, **values)


def codebook(project=None, by=None, **values):
    """An empty draft."""
    project = project or ProjectFactory()
    by = by or member(project, "editor")
    values = {"slug": f"book-{next(numbers)}", "title": "Book", **values}
    return codebooks.create_codebook(by=by, project=project, **values)


def code(book=None, by=None, **values):
    """A code of a draft."""
    book = book or codebook()
    by = by or member(book.project, "editor")
    values = {"slug": f"code-{next(numbers)}", "label": "Code", **values}
    return codebooks.add_code(by=by, codebook=book, **values)


def annotation(on=None, by=None, quote="gunmen", **values):
    """The first place of `quote` in the article's text, marked."""
    on = on or article()
    by = by or member(on.project, "annotator")
    start = on.current_version.text.index(quote)
    place = {"start": start, "end": start + len(quote), "quote": quote}
    return marks.annotate(by=by, article_version=on.current_version, **place, **values)


def comment(target=None, by=None, text="Is this so?", on_type="annotation", **values):
    target = target or annotation()
    by = by or member(comments.project_of(target), "annotator")
    return comments.comment(on_type, target, text, by=by, **values)


def link(passage, target, by=None, target_type="incident", **values):
    by = by or member(links.project_of(passage), "annotator")
    return links.link_passage(passage, target_type, target, by=by, **values)


def relation(members, by=None, code_=None, **values):
    """A relation of annotations that was made here; they have no roles."""
    project = members[0].article_version.article.project
    by = by or member(project, "annotator")
    return relate_annotations(
        [("", each) for each in members],
        by=by,
        code=code_ or code(codebook(project)),
        **values,
    )


def stated_relation(passage, by=None, word="part of"):
    """A relation of a passage to itself, and an annotation of its whole text, as files state."""
    version = passage.article_version
    by = by or member(version.article.project, "annotator")
    source = AnnotationImport.objects.create(
        project=version.article.project, name=word, format="brat", created_by=by
    )
    ImportedText.objects.create(
        imported_from=source,
        article_version=version,
        name=word,
        whole_text_annotations=[{"key": "W", "note": word, "code": [word], "annotator": word}],
        created_by=by,
    )
    relation = AnnotationRelation.objects.create(
        imported_from=source, article_version=version, key="R", label=word, annotator=word,
        note=word, attributes={"stated": word}, created_by=by,
    )  # fmt: skip
    for position, role in enumerate(("Arg1", "Arg2")):
        RelationMember.objects.create(
            relation=relation, position=position, role=role, annotation=passage
        )
    return relation
