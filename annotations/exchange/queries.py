"""What imported files state of annotations, for the reading page."""

from annotations.annotations.models import Annotation
from annotations.exchange.models import ImportedText


def whole_text_annotations(version) -> list[dict]:
    """What files state of a text as a whole: JSON of TextAnnotations, in the order of import."""
    rows = ImportedText.objects.filter(article_version=version, imported_from__undone=None)
    listed = rows.order_by("id").values_list("whole_text_annotations", flat=True)
    return [each for stated in listed for each in stated]


def stated_by_files(version) -> dict:
    """{annotation id: what files state of it} of a text, in one query.

    Each has `spans` (further passages), `annotator`, `layer` and `attributes`; what is empty is
    left out.
    """
    rows = Annotation.objects.filter(
        article_version=version, deleted=None, imported_from__isnull=False
    )
    columns = ("annotator", "layer", "attributes")
    found = {}
    for pk, spans, *values in rows.values_list("pk", "further_spans", *columns):
        said = {"spans": spans, **dict(zip(columns, values, strict=True))}
        found[str(pk)] = {name: value for name, value in said.items() if value}
    return found
