"""What a format cannot hold of a selection, with counts, before it is written."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.exchange.documents import DocumentFormat
from annotations.exchange.exports.selection import Selection
from annotations.exchange.models import ImportedText
from annotations.links.models.links import PassageLink
from annotations.relations.models import AnnotationRelation

WORDS = {
    "annotators": gettext_lazy("annotations that name who made them"),
    "attributes": gettext_lazy("annotations with attributes"),
    "certainty": gettext_lazy("annotations that are not certain"),
    "code_descriptions": gettext_lazy("codes with a definition"),
    "code_tree": gettext_lazy("codes below another code"),
    "created": gettext_lazy("annotations with the time when they were made"),
    "discontinuous": gettext_lazy("annotations of several passages"),
    "links": gettext_lazy("links to records"),
    "notes": gettext_lazy("annotations with a note"),
    "overlapping": gettext_lazy("annotations that overlap an earlier one"),
    "relations": gettext_lazy("relations between annotations"),
    "texts_left_out": gettext_lazy("texts that you may not read as a whole"),
    "whole_text_annotations": gettext_lazy("annotations of whole texts"),
}
"""What is lost, by the name of the feature of `documents.FEATURES`."""


def losses(selection: Selection, format: DocumentFormat) -> dict[str, int]:
    """{feature: number}, of what the selection has and the format does not hold."""
    found = {name: count(selection) for name, count in COUNTS.items() if name not in format.holds}
    found["texts_left_out"] = selection.left_out
    if not selection.of_articles:
        found["whole_text_annotations"] = _whole_text(selection)
    return {name: number for name, number in found.items() if number}


def count_in_words(selection: Selection, format: DocumentFormat) -> dict[str, int]:
    """{plain words: number}, as `ctplatform.exchange.registry.Format.losses` has them."""
    return {str(WORDS[name]): number for name, number in losses(selection, format).items()}


def losses_in_words(found: dict[str, int], format: DocumentFormat) -> str:
    """The losses as lines of text."""
    if not found:
        return _("Nothing of this selection is lost in %s.") % format.label + "\n"
    head = _("This file does not hold, in the format %s:") % format.label
    return "\n".join([head, *(f"{number:>8}  {WORDS[name]}" for name, number in found.items()), ""])


def _of_annotations(condition):
    return lambda selection: selection.annotations.filter(condition).count()


def _codes(selection, has):
    used = selection.annotations.filter(code__isnull=False).values_list("code", flat=True)
    return sum(1 for pk in used.distinct() if has(selection.used_codes[pk][0]))


def _links(selection):
    rows = PassageLink.objects.visible_to(selection.reader)
    return rows.filter(annotation__in=selection.annotations.values("pk"), deleted=None).count()


def _relations(selection):
    versions = selection.annotations.values("article_version")
    return AnnotationRelation.objects.filter(article_version__in=versions, deleted=None).count()


def _overlapping(selection):
    rows = selection.annotations.order_by("article_version", "start", "end")
    text, reach, number = None, 0, 0
    for version, start, end in rows.values_list("article_version", "start", "end").iterator():
        if version != text:
            text, reach = version, 0
        number += start < reach
        reach = max(reach, end)
    return number


def _whole_text(selection):
    versions = selection.annotations.values("article_version")
    rows = ImportedText.objects.filter(article_version__in=versions, imported_from__undone=None)
    return sum(map(len, rows.values_list("whole_text_annotations", flat=True)))


COUNTS = {
    "annotators": _of_annotations(Q(author__isnull=False) | ~Q(annotator="")),
    "attributes": _of_annotations(~Q(attributes={})),
    "certainty": _of_annotations(~Q(certainty="certain")),
    "code_descriptions": lambda rows: _codes(rows, lambda code: code.definition),
    "code_tree": lambda rows: _codes(rows, lambda code: code.parent_id),
    "created": _of_annotations(Q(imported_from=None) | ~Q(annotated="")),
    "discontinuous": _of_annotations(~Q(further_spans=[])),
    "links": _links,
    "notes": _of_annotations(~Q(note="")),
    "overlapping": _overlapping,
    "relations": _relations,
}
"""{feature: function of a selection that counts what has it}."""
