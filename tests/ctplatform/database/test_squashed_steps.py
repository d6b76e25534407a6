"""The step that makes a new database and the numbered ones that older databases go through agree.

Only the models are compared here; decision 0117 says how the tables of both were.
"""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.pure
SQUASHED = [
    path
    for app in apps.get_app_configs()
    if Path(app.path).is_relative_to(settings.BASE_DIR)
    for path in Path(app.path, "migrations").glob("0001_squashed_*.py")
]
OURS = {"annotations", "ctplatform", "incidents"}


def columns(field):
    """(class, arguments) of a field, without what the database does not hold."""
    path, args, options = field.deconstruct()[1:]
    options.pop("validators", None)
    if path.endswith("JSONField"):
        options["default"] = field.get_default()
    return path, args, {name: str(value) for name, value in options.items()}


def tables(state):
    """{(app, model): {name of a field or an option: what it is}} of a state."""
    found = {}
    for key, model in state.models.items():
        found[key] = {name: columns(field) for name, field in model.fields.items()}
        for name, option in model.options.items():
            if name != "abstract":
                is_set = name in ("indexes", "constraints")
                found[key]["option", name] = sorted(map(repr, option)) if is_set else option
    return found


def test_numbered_steps_end_at_the_models_of_the_squashed_ones():
    """The steps after the squashed ones are the same for all databases, and left out here."""
    new = MigrationLoader(None)
    old = MigrationLoader(None, replace_migrations=False)
    squashed = [key for key in new.graph.nodes if key[1].startswith("0001_squashed")]
    numbered = [old.get_migration(*key).replaces[-1] for key in squashed]

    assert len(squashed) == len(SQUASHED)
    assert tables(old.project_state(numbered)) == tables(new.project_state(squashed))


@pytest.mark.parametrize("path", SQUASHED, ids=lambda path: path.parts[-3])
def test_a_squashed_step_imports_no_code_of_ours(path):
    named = re.findall(r"^(?:import|from) (\w+)", path.read_text(), re.MULTILINE)

    assert "django" in named
    assert not OURS & {*named}
