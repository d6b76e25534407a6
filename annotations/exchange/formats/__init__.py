"""Formats of annotated texts, one module each; importing this package registers them all."""

from annotations.exchange.formats import (
    annotated_html,
    brat,
    conll,
    doccano,
    hypothesis_json,
    label_studio,
    refi_qda,
    spacy_jsonl,
    uima_cas,
    web_annotation,
    webanno_tsv,
)

__all__ = [
    "annotated_html",
    "brat",
    "conll",
    "doccano",
    "hypothesis_json",
    "label_studio",
    "refi_qda",
    "spacy_jsonl",
    "uima_cas",
    "web_annotation",
    "webanno_tsv",
]
