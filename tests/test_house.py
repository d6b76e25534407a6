"""The house rules that a tool does not hold: sizes, names, and who may see what."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import signals
from django.template.loader import get_template
from django_filters import ModelChoiceFilter, ModelMultipleChoiceFilter
from rest_framework.relations import ManyRelatedField, RelatedField
from rest_framework.serializers import ModelSerializer

from ctplatform.api import router
from ctplatform.rest.fields import VisibleRelatedField, VisibleSlugField
from ctplatform.rest.views import ScopedViewSet
from tests.addresses import addresses

pytestmark = pytest.mark.pure
ROOT = settings.BASE_DIR
OURS = ("ctplatform", "annotations", "incidents")


def files(pattern, *tops):
    return [
        path
        for top in tops or OURS
        for path in sorted((ROOT / top).rglob(pattern))
        if not {"migrations", "vendor", "node_modules"} & {*path.parts}
    ]


def lines_of(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def name_of(path):
    return str(path.relative_to(ROOT))


CODE = files("*.py")


@cache
def trees():
    """{path: its syntax tree} of our code; parsed by the tests, not by each process's import."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in CODE}


def functions():
    """(lines, place) of each function."""
    return [
        (node.end_lineno - node.lineno + 1, f"{name_of(path)}:{node.name}")
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]


# Sizes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "tops", "most"),
    [
        ("*.py", OURS, 300),
        ("*.js", OURS, 300),
        ("test_*.py", ("tests",), 500),
    ],
)
def test_files_are_short(pattern, tops, most):
    assert [name_of(path) for path in files(pattern, *tops) if lines_of(path) > most] == []


def test_most_files_are_much_shorter():
    assert median(map(lines_of, CODE)) < 100


def test_functions_are_short():
    found = functions()
    assert [name for size, name in found if size > 40] == []
    assert median(size for size, _name in found) < 10


def _after_docstring(node):
    return node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]


def _decorator(node):
    return getattr(getattr(node, "func", node), "id", "")


def test_tasks_are_a_few_lines_around_a_service():
    tasks = [
        (node.end_lineno - _after_docstring(node).lineno + 1, f"{name_of(path)}:{node.name}")
        for path, tree in trees().items()
        if path.name == "tasks.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and "shared_task" in map(_decorator, node.decorator_list)
    ]
    assert tasks
    assert [name for size, name in tasks if size > 8] == []


# Names and habits ---------------------------------------------------------------------------------


def test_no_file_is_named_for_having_no_subject():
    bad = {"utils", "helpers", "common", "core", "misc", "managers", "handlers", "signals"}
    found = [path for path in CODE if bad & {path.stem, *path.relative_to(ROOT).parts}]
    assert [name_of(path) for path in found] == []


LOOSE = {
    "annotations": {"admin", "apps", "change_hooks", "formats", "models", "tasks", "urls"},
    "ctplatform": {"api", "apps", "asgi", "celery", "settings", "urls", "wsgi"},
    "incidents": {
        "admin",
        "apps",
        "filters",
        "formats",
        "language_names",
        "models",
        "record_types",
        "services",
        "tasks",
        "urls",
        "vocabularies",
    },
}
"""Modules beside the folders: those that Django looks for, and names of all subjects."""


@pytest.mark.parametrize("top", LOOSE)
def test_every_module_belongs_to_a_folder(top):
    loose = {path.stem for path in (ROOT / top).glob("*.py")} - {"__init__"}
    assert loose <= LOOSE[top], loose - LOOSE[top]


def test_folders_hold_at_most_twelve_modules():
    folders = {path.parent for path in CODE if path.relative_to(ROOT).parts[0] in LOOSE}
    crowded = {folder for folder in folders if len([*folder.glob("[!_]*.py")]) > 12}
    assert [name_of(folder) for folder in sorted(crowded)] == []


@pytest.mark.parametrize("top", ["annotations", "incidents"])
def test_tests_are_by_subject(top):
    subjects = {path.name for path in (ROOT / top).iterdir() if path.is_dir()}
    allowed = {*subjects, "conftest.py", *(f"test_{name}.py" for name in LOOSE[top])}
    tests = {path.name for path in (ROOT / "tests" / top).iterdir() if path.name[0] != "_"}
    assert tests <= allowed, tests - allowed


def test_top_level_holds_nothing_else():
    fixed = {"README.md", "manage.py", "requirements.txt", "docker", "tests", *OURS}
    configuration = re.compile(
        r"\..*|pyproject\.toml|package(-lock)?\.json|biome\.json|requirements.*\.lock|var|node_modules|"
        r"LICENSE.*|CONTRIBUTING\.md|SECURITY\.md|CHANGELOG\.md|bench|docs|"
        r"__pycache__"  # an import of manage.py leaves it; git ignores it
    )
    others = {path.name for path in ROOT.iterdir()} - fixed
    assert [name for name in others if not configuration.fullmatch(name)] == []


def test_exceptions_are_caught_by_name():
    bare = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []


def test_no_signal_of_ours_listens_to_our_models():
    """The only receivers are Django's and the libraries' own."""
    for signal in (
        signals.pre_save,
        signals.post_save,
        signals.pre_delete,
        signals.post_delete,
        signals.m2m_changed,
    ):
        for receiver in signal.receivers:
            function = receiver[1]() if callable(receiver[1]) else receiver[1]
            assert getattr(function, "__module__", "").split(".")[0] not in OURS, function


def test_every_noqa_says_why_or_which():
    pattern = re.compile(r"#\s*noqa(?!: [A-Z]+\d+)")
    assert [name_of(path) for path in CODE if pattern.search(path.read_text())] == []


# Pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", files("*.html"), ids=name_of)
def test_every_template_compiles(path):
    """Also those that no page of the tests shows: a tag that was renamed fails here."""
    get_template(name_of(path).split("/templates/", 1)[1])


TEMPLATES = [
    path
    for pattern in ("*.html", "*.svg", "*.txt")
    for path in files(pattern)
    if "templates" in path.parts
]
FORMATTER = Path(sys.executable).with_name("djangofmt")


def test_templates_have_at_most_120_columns_and_150_lines():
    """What is longer is split, or its words and conditions move to Python (decision 134)."""
    long = [
        f"{name_of(path)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120 or number > 150
    ]
    assert long == []


def test_templates_have_one_tag_a_line():
    """`.venv/bin/djangofmt annotations ctplatform incidents` mends it; see pyproject.toml."""
    run = subprocess.run([FORMATTER, "--check", *OURS], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, (run.stdout + run.stderr)[-4000:]


def test_templates_hold_no_style_script_or_handler():
    """The content security policy would block them."""
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*json)", re.I)
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in files("*.html")
        if (match := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_nothing_is_marked_safe_in_templates():
    bad = re.compile(r"\|\s*safe\b|autoescape\s+off")
    assert [name_of(p) for p in files("*.html") if bad.search(p.read_text(encoding="utf-8"))] == []


def test_what_code_marks_safe_says_why():
    found = [
        f"{name_of(path)}:{number}"
        for path in CODE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\b(mark_safe|SafeString|SafeText)\(", line) and "noqa: S308 - " not in line
    ]
    assert found == []


# Who may see what ---------------------------------------------------------------------------------

UNSEEN = {
    "rest.IdempotencyKey": "read by the key's own user alone, inside one function",
    "jobs.WorkerHeartbeat": "of the installation, not of a project; /healthz counts them",
    "incidents.DirtyBucket": "days to count again, for the worker",
    "curation.ProposalEvidence": "ids that stand in a proposal, read with it",
    "curation.RevisionEvidence": "ids that stand in a revision, read with it",
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_says_who_sees_its_rows(model):
    assert hasattr(model._default_manager, "visible_to") or UNSEEN[model._meta.label]


# Views of the API without rows of a model.
ROWLESS = {"DateView", "MeView", "SchemaView", "SpectacularSwaggerView"}
API = [address for address in addresses() if address.is_api]


@pytest.mark.parametrize("view", {a.view for a in API}, ids=lambda view: view.__name__)
def test_every_api_view_reads_through_visible_to(view):
    if view.__name__ in ROWLESS:
        return
    assert issubclass(view, ScopedViewSet)
    assert hasattr(view.model._default_manager, "visible_to")
    assert view.queryset is None
    source = Path(__import__(view.__module__, fromlist=["x"]).__file__).read_text()
    assert ".objects.all()" not in source


# Serializers and filters --------------------------------------------------------------------------


def _subclasses(cls):
    for found in cls.__subclasses__():
        yield found
        yield from _subclasses(found)


SERIALIZERS = [
    found
    for found in _subclasses(ModelSerializer)
    if found.__module__.split(".")[0] in OURS and hasattr(found, "Meta")
]


@pytest.mark.parametrize("serializer", SERIALIZERS, ids=lambda s: s.__name__)
def test_serializers_name_their_fields(serializer):
    assert serializer.Meta.fields != "__all__"
    assert not hasattr(serializer.Meta, "exclude")


# An owner may name anybody who has an account.
OPEN_REFERENCES = {("MemberSerializer", "username")}


@pytest.mark.parametrize("serializer", SERIALIZERS, ids=lambda s: s.__name__)
def test_references_are_among_what_the_reader_may_see(serializer):
    """Any other related field tells by its errors which rows exist."""
    for name, field in serializer().get_fields().items():
        related = field.child_relation if isinstance(field, ManyRelatedField) else field
        if isinstance(related, RelatedField) and not related.read_only:
            scoped = isinstance(related, VisibleRelatedField | VisibleSlugField)
            assert scoped or (serializer.__name__, name) in OPEN_REFERENCES, name


def test_no_filter_is_a_choice_among_rows():
    """It would answer 400 for unknown ids and 200 for hidden ones."""
    for _prefix, view, _name in router.registry:
        filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
        for name, found in filters.items():
            bad = isinstance(found, ModelChoiceFilter | ModelMultipleChoiceFilter)
            assert not bad, (view.__name__, name)


def test_every_list_filters_by_project():
    for prefix, view, _name in router.registry:
        if prefix in ("projects", "tokens") or "/" in prefix:
            continue
        if prefix == "changes":  # a parameter of the view; see test_feed
            continue
        assert "project" in view.filterset_class.base_filters, prefix
