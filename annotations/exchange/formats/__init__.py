"""Formats of annotated texts, one module each; importing this package registers them all."""

from annotations.exchange.formats import brat

__all__ = ["brat"]
