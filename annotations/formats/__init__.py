"""Export formats of annotations and articles, one file per format."""

from annotations.formats import tables, web_annotation

__all__ = ["tables", "web_annotation"]
