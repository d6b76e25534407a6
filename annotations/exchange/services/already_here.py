"""What a text has already, so that an import adds nothing twice."""

from annotations.annotations.models import Annotation
from annotations.exchange.models import ImportedText


def identity_of(row) -> tuple:
    """What makes an Annotation the same as another of its text."""
    return row.start, row.end, row.code_id, row.author_id, row.annotator, row.layer, row.note


def known_annotations(version) -> set:
    """What identifies the annotations that a text has already."""
    rows = Annotation.objects.filter(article_version=version, deleted=None)
    columns = ("start", "end", "code", "author", "annotator", "layer", "note")
    return set(rows.values_list(*columns))


def known_whole_text_annotations(version) -> set:
    """What identifies the annotations of the whole text that are here already."""
    rows = ImportedText.objects.filter(article_version=version, imported_from__undone=None)
    stated = (
        each for listed in rows.values_list("whole_text_annotations", flat=True) for each in listed
    )
    return {
        (tuple(each.get("code", ())), each.get("annotator", ""), each.get("note", ""))
        for each in stated
    }


def annotation_as_json(annotation) -> dict:
    """A TextAnnotation of a whole text as JSON, without what is empty."""
    return {name: value for name, value in vars(annotation).items() if value not in ("", (), {})}
