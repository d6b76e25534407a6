"""The texts and templates of MUC-3: news about attacks, and what people found in them."""

import json
import re
from dataclasses import dataclass

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    CodeDefinition,
    TextAnnotation,
)
from tests.acceptance.shared import SHARED

FOLDER = SHARED / "data/ann-muc4-terrorism/A_dev"
CODES = {
    "incident_instrument_id": "Instrument",
    "perp_individual_id": "Perpetrator",
    "perp_organization_id": "Organisation",
    "phys_tgt_id": "Object",
    "hum_tgt_name": "Person",
    "hum_tgt_description": "Victim",
}
"""{slot of a template: code}."""
NO_INCIDENT = "*"
NOT_VERBATIM = 21
"""Words of the templates that people put together themselves; the other 1,365 are in the texts."""


@dataclass(frozen=True)
class Template:
    """One incident of a text: its kind and the words of each slot."""

    document: str
    number: int
    kind: str
    words: tuple[tuple[str, str], ...]

    @property
    def key(self):
        return f"{self.document}.{self.number}"


def is_here():
    return (FOLDER / "keys_dev.txt").is_file()


def texts():
    """{name of the document: text}."""
    lines = (FOLDER / "doc_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["docid"]: row["text"] for row in map(json.loads, lines)}


def templates():
    """The incidents of all texts; a text about none has no template."""
    blocks = (FOLDER / "keys_dev.txt").read_text(encoding="utf-8").split("%%%")
    found = [_template(json.loads(block)) for block in blocks if block.strip()]
    return [each for each in found if each.kind != NO_INCIDENT]


def _template(slots):
    first = dict(reversed(slots))
    words = tuple(
        (CODES[slot], words)
        for slot, value in slots
        if slot in CODES and value
        for name in ("strings", "strings_lhs", "strings_rhs")
        for words in value.get(name, ())
    )
    kind, number = first["incident_type"], first["message_template"]
    return Template(first["message_id"], number, kind, words)


def place_of(words, text):
    """The first place of these words in a text, over line breaks; None if they are not in it."""
    found = re.search(r"\s+".join(map(re.escape, words.split())), text)
    return found and found.span()


def annotated_texts():
    """Every text with one annotation for each different (code, passage) of its templates."""
    by_name = texts()
    rows = {name: {} for name in by_name}
    for template in templates():
        for code, words in template.words:
            if span := place_of(words, by_name[template.document]):
                rows[template.document].setdefault((code, span), len(rows[template.document]))
    documents = tuple(
        AnnotatedDocument(
            name,
            text,
            tuple(
                TextAnnotation(f"T{number + 1}", (span,), (code,))
                for (code, span), number in rows[name].items()
            ),
        )
        for name, text in by_name.items()
    )
    codes = tuple(CodeDefinition((name,)) for name in CODES.values())
    return AnnotatedCorpus(documents, codes, "MUC-3")
