"""Every command that a page shows is taken by the command's own parser."""

import importlib
import re
import shlex
import sys

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

pytestmark = pytest.mark.pure

DOCS = settings.BASE_DIR / "docs"
TEXTS = [settings.BASE_DIR / "README.md", *DOCS.rglob("*.md")]
BLOCKS = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SERVICES = yaml.safe_load((settings.BASE_DIR / "docker" / "compose.yaml").read_text())["services"]


def lines(words):
    """(page, the words of the line) of each line of a shell block that matches a pattern."""
    found = []
    for path in TEXTS:
        for _indent, kind, block in BLOCKS.findall(path.read_text(encoding="utf-8")):
            if kind not in ("", "bash"):
                continue
            for line in block.replace("\\\n", " ").splitlines():
                if re.search(words, line) and "$(" not in line:
                    found.append((path.name, shlex.split(line, comments=True)))
    return found


@pytest.fixture(scope="module")
def parsers():
    """Each command's parser by its name: ours as the documentation lists them, and Django's."""
    sys.path.insert(0, str(DOCS))
    try:
        generated = importlib.import_module("generated")
    finally:
        sys.path.remove(str(DOCS))
    django = {
        name: load_command_class(app, name).create_parser("manage.py", name)
        for name, app in get_commands().items()
        if app == "django.core"
    }
    ours = {name: parser for name, _about, parser in generated.parsers()}
    return django | ours


def test_commands_are_written_as_they_are_read(parsers):
    found = [
        (page, words[words.index("manage.py") + 1 :])
        for page, words in lines(r"python3? manage\.py ")
    ]
    assert len(found) > 20
    for page, (name, *arguments) in found:
        if name == "createsuperuser":
            continue  # of an app, without arguments here
        if name == "test":
            parsers[name].parse_known_args(arguments)  # pytest gets the others
            continue
        try:
            parsers[name].parse_args(arguments)
        except SystemExit as error:
            pytest.fail(f"{page}: manage.py {name} {arguments}: {error}")


def test_compose_is_asked_for_services_that_it_has():
    found = [words for _page, words in lines("docker compose -f")]
    assert len(found) > 5
    for words in found:
        verb = next(word for word in words if word in ("up", "exec", "stop"))
        rest = [word for word in words[words.index(verb) + 1 :] if not word.startswith("-")]
        named = {"up": [], "exec": rest[:1], "stop": rest}[verb]
        assert SERVICES.keys() >= set(named), words
