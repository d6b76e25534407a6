"""Names and sentences use the words of Django and of the field, not retired words of our own."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.pure
ROOT = settings.BASE_DIR
APPS = ("annotations", "ctplatform", "incidents")

RETIRED_NAMES = {
    "told": "redacted, shown, stated or given",
    "teller": "redactor",
    "untraced": "unsourced",
    "rung": "level",
    "grave": "two approvals",
    "gravity": "approval rules",
    "gravities": "approval reasons",
    "eyes": "pending reviews",
    "spool": "bulk loader",
    "leash": "process group reaper",
    "knock": "wake message",
    "upheld": "not withdrawn",
    "hears": "called for",
    "reckoning": "relative dates",
    "lettering": "text layout",
    "placing": "place hierarchy",
    "whoever": "user",
    "weigh": "grade",
}
"""Retired words of names, each with the word to use."""

ALLOWED_NAMES = {
    "grave_because": "a column and a field of the API",
    "grave_proposal_is_approved_by_two": "a constraint of the database",
    "four_eyes": "the review policy, by its usual name",
    "FOUR_EYES": "the review policy",
    "turn_on_four_eyes": "the policy",
    "offers_four_eyes": "the policy",
}
"""Names with a retired word that stay, each with the reason."""

DIALECT = {
    r"\b(is|are|was|were|be|been) told\b": "is shown, is notified, is redacted",
    r"\btold (apart|of|from)\b": "distinguished, notified",
    r"\b[Ww]hoever\b": "the user who, anybody who",
    r"(?<!here )\b(is|are) no "
    r"(number|date|day|record|file|JSON|CSV|object|text|event|place)\b": "is not a",
    r"\bwhat stands\b": "what is shown",
    r"\bstands? (in|on|at|beside|above|below|apart)\b": "is in, is shown beside",
    r"\b(one|the|this|every) door\b": "a service of ctplatform.curation",
    r"\bthe eyes of\b": "a review by",
    r"\b(moves|move) (no|nothing)\b": "does not change",
    r"\bat odds\b": "in conflict",
    r"\banew\b": "again",
}
"""Phrases that readers stumbled over, each with what to write."""


def _files(*patterns):
    found = [path for top in APPS for each in patterns for path in (ROOT / top).rglob(each)]
    skipped = {"migrations", "vendor", "node_modules", "data", "khorasan", "sahel", "notes"}
    return [path for path in sorted(found) if not skipped & {*path.parts}]


def _words(name):
    """The words of a snake_case or CamelCase name, in lower case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").split("_")


def _names(path):
    """(line, name) of every name that a module binds or uses."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node, "name", None) or getattr(node, "arg", None)
        name = name or getattr(node, "attr", None) or getattr(node, "id", None)
        if isinstance(name, str):
            yield getattr(node, "lineno", 0), name


def _place(path, line):
    return f"{Path(path).relative_to(ROOT)}:{line}"


def test_names_hold_no_retired_word():
    found = {
        f"{_place(path, line)} {name}: say {RETIRED_NAMES[word]}"
        for path in _files("*.py")
        for line, name in _names(path)
        for word in _words(name)
        if word in RETIRED_NAMES and name not in ALLOWED_NAMES
    }
    assert found == set()


def test_file_names_hold_no_retired_word():
    found = [
        f"{path.relative_to(ROOT)}: say {RETIRED_NAMES[word]}"
        for path in _files("*.py", "*.html", "*.js", "*.css")
        for word in _words(path.stem.replace("-", "_"))
        if word in RETIRED_NAMES
    ]
    assert found == []


def _pages():
    documents = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]
    return [*_files("*.py", "*.html", "*.js", "*.css"), *documents]


@pytest.mark.parametrize(("phrase", "instead"), DIALECT.items(), ids=DIALECT)
def test_sentences_are_plain(phrase, instead):
    found = [
        f"{_place(path, number)}: write “{instead}”: {line.strip()[:80]}"
        for path in _pages()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(phrase, line)
    ]
    assert found == []
