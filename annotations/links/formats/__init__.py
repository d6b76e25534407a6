"""Formats of links, and of annotations with their links; importing this registers them."""

from annotations.links.formats import rows, statements, web_annotation

__all__ = ["rows", "statements", "web_annotation"]
