"""Formats of annotated texts, one module each; importing this package registers them all."""

from annotations.exchange.formats import brat, uima_cas

__all__ = ["brat", "uima_cas"]
