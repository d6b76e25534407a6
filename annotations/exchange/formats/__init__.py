"""Formats of annotated texts, one module each; importing this package registers them all."""

from annotations.exchange.formats import (
    brat,
    conll,
    doccano,
    label_studio,
    spacy_jsonl,
    uima_cas,
    webanno_tsv,
)

__all__ = [
    "brat",
    "conll",
    "doccano",
    "label_studio",
    "spacy_jsonl",
    "uima_cas",
    "webanno_tsv",
]
