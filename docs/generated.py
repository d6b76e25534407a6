"""Sphinx extension: write the reference pages that follow from the code.

A comment `<!-- generated: NAME -->` in a page is replaced by what PAGES[NAME] returns, each time
that the pages are built, so that they cannot differ from the code.
"""

import argparse
import ast
import importlib
import os
import re
import tempfile
import tomllib
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
MARK = re.compile(r"<!-- generated: ([a-z-]+) -->")
OURS = ("ctplatform", "annotations", "incidents")
FEW = 6
"""Choices of a column that are named in its line; more are in the vocabularies."""


def setup(app):
    """Sphinx calls this."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        os.environ["DJANGO_SETTINGS_MODULE"] = "ctplatform.settings"
        os.environ.setdefault("CTPLATFORM_DATA", tempfile.mkdtemp(prefix="ctplatform-docs-"))
    django.setup()
    app.connect("source-read", fill_in)
    return {"parallel_read_safe": True}


def fill_in(_app, docname, source):
    """Replace the marks of one page.

    Decisions stay out of the menu beside each page: a hundred of them would take most of the build.
    """
    if re.match(r"decisions/\d", docname):
        source[0] = f"---\norphan: true\n---\n{source[0]}"
    source[0] = MARK.sub(lambda mark: PAGES[mark[1]](), source[0])


def table(head, rows):
    """A Markdown table; `rows` are tuples of text."""
    lines = [head, ["---"] * len(head), *rows]
    cells = [[str(cell).replace("|", r"\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


# Configuration ------------------------------------------------------------------------------------


def configuration():
    """Every environment variable."""
    known = importlib.import_module("ctplatform.configuration.environment").VARIABLES
    rows = [(f"`{name}`", meaning, default) for name, (meaning, default) in known.items()]
    return table(["variable", "what it sets", "default"], rows)


def jobs():
    """Each kind of job with its queue and limits."""
    kinds = importlib.import_module("ctplatform.jobs.registry").kinds()
    rows = [
        (f"`{kind.name}`", kind.label, kind.queue, duration(kind.time_limit), kind.max_retries,
         f"{kind.retry_backoff.seconds} s", duration(kind.every) if kind.every else "on request")
        for kind in kinds
    ]  # fmt: skip
    head = ["kind", "what it does", "queue", "time limit", "retries", "first pause", "runs every"]
    return table(head, rows)


def duration(time):
    """A timedelta in words: “10 minutes”, “1 day”."""
    minutes = round(time.total_seconds() / 60)
    units = (("day", 1440), ("hour", 60), ("minute", 1))
    unit, length = next(each for each in units if minutes % each[1] == 0)
    return f"{minutes // length} {unit}{'' if minutes == length else 's'}"


# Commands -----------------------------------------------------------------------------------------


def commands():
    """Each command of ours with its arguments."""
    return "\n\n".join(
        f"## {name}\n\n{about}\n\n{arguments_of(parser)}" for name, about, parser in parsers()
    )


def parsers():
    """(name, what it does, its parser) of `run`, `test`, `bench` and our Django commands."""
    management = importlib.import_module("django.core.management")
    for name, module in importlib.import_module("manage").PLAIN.items():
        parser = importlib.import_module(module).make_parser()
        yield name, parser.description, parser
    for name, app in sorted(management.get_commands().items()):
        if isinstance(app, str) and app.split(".")[0] in OURS:
            command = management.load_command_class(app, name)
            yield name, command.help, command.create_parser("manage.py", name)


def help_of(action):
    """The help of an argument, with its choices and default filled in."""
    values = {"choices": ", ".join(action.choices or ()), "default": action.default}
    return (action.help or "") % values


def arguments_of(parser):
    """A table of the arguments that are the command's own."""
    django_own = management_options()
    rows = [
        (usage_of(action), help_of(action))
        for action in parser._actions  # noqa: SLF001 - argparse has no public list
        if action.dest not in django_own
    ]
    return table(["argument", "meaning"], rows) if rows else "It takes no arguments."


def management_options():
    """The names of the options that every command of Django takes."""
    base = importlib.import_module("django.core.management.base")
    parser = base.BaseCommand().create_parser("manage.py", "any")
    return {action.dest for action in parser._actions} | {"help"}  # noqa: SLF001 - as above


def usage_of(action: argparse.Action) -> str:
    """`--project SLUG`, `file` or `step [step ...]`, with what may be chosen."""
    value = action.metavar or action.dest.upper()
    if action.choices and not action.metavar:
        value = "\u200b|".join(action.choices)
    if not action.option_strings:
        return f"`{value if action.choices else action.metavar or action.dest}`"
    word = action.option_strings[0]
    required = ", required" if action.required else ""
    return (f"`{word}`" if action.nargs == 0 else f"`{word} {value}`") + required


# Vocabularies -------------------------------------------------------------------------------------

SCHEMES = {"GTD": "GTD", "ACLED": "ACLED", "UCDP": "UCDP"}


def vocabularies():
    """Every closed list of terms, with the codes that other data sets have for them."""
    found = []
    for path in sorted((ROOT / "incidents").glob("*/*vocabulary.py")):
        title = path.parent.name.capitalize()
        if part := path.stem.removesuffix("vocabulary").strip("_"):
            title += f": {part}s"
        found.append(f"## {title}\n\n" + "\n\n".join(vocabularies_of(path)))
    paths = sorted((ROOT / "annotations").glob("*/vocabulary.py"))
    texts = [table for path in paths for table in vocabularies_of(path)]
    found.append("## Texts and annotations\n\n" + "\n\n".join(texts))
    return "\n\n".join([*found, "## Access", *access_vocabularies()])


def vocabularies_of(path):
    """The tables of one module."""
    names = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    module = importlib.import_module(names)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    dicts = {name: getattr(module, name) for name, _node in assigned_dicts(tree)}
    notes = dict(notes_of(tree))
    for name, node in assigned_dicts(tree):
        if is_vocabulary(node):
            yield vocabulary(name, dicts, notes.get(name, ""))


def assigned_dicts(tree):
    """(name, node) of the dictionaries that a module assigns at its top."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            yield node.targets[0].id, node.value


def notes_of(tree):
    """(name, the string behind its assignment)."""
    for node, after in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(node, ast.Assign) and isinstance(after, ast.Expr):
            yield node.targets[0].id, " ".join(ast.literal_eval(after.value).split())


def is_vocabulary(node):
    """Whether the values are labels: calls of `_`."""
    return bool(node.values) and all(
        isinstance(value, ast.Call) and getattr(value.func, "id", "") == "_"
        for value in node.values
    )


def vocabulary(name, dicts, note):
    """One vocabulary as a table, with a column for each scheme that has codes for it."""
    terms = dicts[name]
    codes = {
        scheme: numbers
        for scheme in SCHEMES
        for key, numbers in dicts.items()
        if key == f"{scheme}_{name}"
    }
    rows = [
        (f"`{slug}`", label_of(label), *(numbers.get(slug, "") for numbers in codes.values()))
        for slug, label in terms.items()
    ]
    heading = name.replace("_", " ").lower().capitalize()
    return f"### {heading}\n\n{note}\n\n{table(['slug', 'label', *codes], rows)}"


def label_of(label):
    """The words of a label, which some vocabularies keep with a definition."""
    return getattr(label, "label", label)


def access_vocabularies():
    """Roles, visibilities, policies and markings."""
    levels = importlib.import_module("ctplatform.markings.levels")
    yield f"### Markings\n\n{table(['slug', 'label'], pairs(levels.MARKINGS.items()))}"
    words = importlib.import_module("ctplatform.accounts.vocabularies")
    for name, choices in (
        ("Roles", words.Role),
        ("Visibilities of a project", words.Visibility),
        ("Review policies", words.ReviewPolicy),
    ):
        yield f"### {name}\n\n{table(['slug', 'label'], pairs(choices.choices))}"


def pairs(items):
    return [(f"`{slug}`", label) for slug, label in items]


# Data dictionary ----------------------------------------------------------------------------------


def data_dictionary():
    """Every resource that can be exported, with its formats and columns."""
    registry = importlib.import_module("ctplatform.exchange.registry")
    router = importlib.import_module("ctplatform.api").router
    models = {prefix: getattr(view, "model", None) for prefix, view, _name in router.registry}
    return "\n\n".join(
        resource(noun, registry.formats_of(noun), models[noun], meanings(noun))
        for noun in registry.exported_resources()
    )


def meanings(noun):
    """{column: what it means} of docs/columns.toml, for one resource."""
    said = tomllib.loads((ROOT / "docs" / "columns.toml").read_text(encoding="utf-8"))
    types = {f"type of {name}": kind for name, kind in said["types"].items()}
    return said["any"] | said.get(noun, {}) | types


def resource(noun, formats, model, said):
    """One resource: its formats, and a line for each column of its tables."""
    ways = ", ".join(f"{each.label} (`{each.name}`)" for each in formats)
    columns = next(each.columns for each in formats if each.columns)
    rows = [column(name, path, model, said) for name, path in columns.items()]
    text = f"## {noun}\n\nFormats: {ways}.\n\n{table(['column', 'type', 'meaning'], rows)}"
    return text + analysis_table(noun)


def analysis_table(noun):
    """The columns of the resource's tables for analysis and in the layouts of other datasets."""
    registration = importlib.import_module("ctplatform.exchange.analysis.registration")
    found = [each for each in registration.analysis_tables() if each.of == noun]
    if noun == "incidents":
        layouts = importlib.import_module("incidents.exports.datasets.layouts")
        found += layouts.dataset_layouts()
    return "".join(map(explained_table, found))


def explained_table(found):
    """The columns of one table, as its own dictionary has them."""
    rows = [(f"`{each.name}`", each.kind.word, each.meaning) for each in found.columns]
    head = f"\n\n### Table {found.name}\n\n{found.about}"
    return f"{head}\n\n{table(['column', 'type', 'meaning'], rows)}"


TYPES = {
    "UUIDField": "id", "ForeignKey": "id", "OneToOneField": "id", "DateField": "date",
    "DateTimeField": "time", "BooleanField": "true or false", "JSONField": "list or object",
    "FloatField": "number", "DecimalField": "number", "PositiveIntegerField": "whole number",
    "PositiveSmallIntegerField": "whole number", "IntegerField": "whole number",
}  # fmt: skip


def column(name, path, model, said):
    """(name, type, meaning) of a column."""
    found = field_of(model, path)
    kind = TYPES.get(type(found or getattr(path, "output_field", None)).__name__, "text")
    kind = said.get(f"type of {name}", kind)
    meaning = said.get(name) or str(found.verbose_name)
    slugs = [f"`{slug}`" for slug, _label in getattr(found, "choices", ()) or () if slug]
    if slugs and slugs[0] not in meaning:
        few = len(slugs) <= FEW
        meaning += f": {', '.join(slugs)}" if few else " ([slugs](vocabularies.md))"
    return f"`{name}`", kind, meaning


def field_of(model, path):
    """The field at the end of a path, or None where the column is an expression."""
    if not isinstance(path, str):
        return None
    found = None
    for part in path.split("__"):
        found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = found.related_model
    return found


# Columns of tables that are imported --------------------------------------------------------------


def import_columns():
    """Every type of record that tables are imported of, with its columns, and what is not."""
    tables = importlib.import_module("incidents.imports.record_tables.tables")
    parts = [imported_table(each) for each in tables.TABLES]
    rows = [(f"`{noun}`", str(why)) for noun, why in tables.NOT_IMPORTED.items()]
    return "\n\n".join([*parts, f"## Not imported\n\n{table(['table', 'why'], rows)}"])


def imported_table(found):
    """The columns of one table: what a cell holds, and by which other names they are known."""
    rows = [imported_column(found, name, label) for name, label in found.labels().items()]
    head = f"## {str(found.label).removeprefix('Table of ').capitalize()}\n\nFormat `{found.noun}`."
    return f"{head}\n\n{table(['column', 'a cell holds', 'also called'], rows)}"


def imported_column(found, name, label):
    """(name, what a cell holds, other names) of a column."""
    field = found.fields.get(name)
    slugs = [f"`{slug}`" for slug, _label in getattr(field, "choices", ()) or () if slug]
    text = f"{label}; needed" if name in found.needed else label
    if slugs:
        text += f": {', '.join(slugs)}" if len(slugs) <= FEW else " ([slugs](vocabularies.md))"
    elif field is not None and field.is_relation:
        text += ": key, id or name"
    known = "id key uid code ref reference" if name == "key" else found.words.get(name, "")
    return f"`{name}`", text, ", ".join(f"`{each}`" for each in known.split())


# Tools of assistants ------------------------------------------------------------------------------


def assistant_tools():
    """Each tool of assistants with what it does and takes."""
    known = importlib.import_module("ctplatform.assistants.tools.registry").tools()
    rows = [
        (f"`{each.name}`", each.description, ", ".join(f"`{name}`" for name in _taken_by(each)))
        for each in known.values()
    ]
    return table(["tool", "what it does", "arguments"], rows)


def _taken_by(tool):
    return sorted(tool.schema()["properties"])


# Decisions ----------------------------------------------------------------------------------------


def decisions():
    """A list of the decisions by number and title, each with a link."""
    lines = []
    for path in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        lines.append(f"- [{title}]({path.name})")
    return "\n".join(lines)


PAGES = {
    "assistant-tools": assistant_tools,
    "decisions": decisions,
    "configuration": configuration,
    "jobs": jobs,
    "commands": commands,
    "vocabularies": vocabularies,
    "data-dictionary": data_dictionary,
    "import-columns": import_columns,
}
