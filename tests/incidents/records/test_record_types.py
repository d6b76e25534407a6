"""A type of record is declared once, and every field of it is where people and programs look."""

import ast
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings

from ctplatform.record_types.registry import record_type_of, record_types, row_types
from ctplatform.record_types.types import Exported
from incidents.models import Actor, Warning
from tests.incidents.records.surfaces import (
    SURFACES,
    curated_types,
    missing,
    unneeded_reasons,
)


@pytest.mark.pure
def test_a_type_that_is_declared_in_one_module_has_all_that_types_have(tmp_path):
    """Without migrations run, which takes most of a test run's start: there are none for trials."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    run = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--tb=short",
        "--ds=tests.trials.settings",
        "--nomigrations",
        "tests/trials/check_trials.py",
    ]
    done = subprocess.run(
        run,
        cwd=settings.BASE_DIR,
        env=kept | {"CTPLATFORM_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 passed" in done.stdout


@pytest.mark.django_db
@pytest.mark.parametrize("surface", SURFACES)
def test_every_field_is_in_the_form_the_filters_the_page_the_api_and_the_export(surface):
    found = {each.key: names for each in curated_types() if (names := missing(each, surface))}
    assert found == {}, f"not in the {surface}; add it, or the reason to `left_out`"


@pytest.mark.django_db
@pytest.mark.parametrize("surface", SURFACES)
def test_a_reason_to_leave_a_field_out_is_needed(surface):
    found = {each.key: unneeded_reasons(each, surface) for each in curated_types()}
    assert {key: names for key, names in found.items() if names} == {}


@pytest.mark.django_db
def test_a_field_that_is_removed_from_a_surface_is_found(monkeypatch):
    warning = record_type_of(Warning)
    without = dict.fromkeys(name for name in warning.exported.columns if name != "heeded")
    bare = replace(warning, exported=Exported(columns=without))
    assert missing(bare, "export") == ["heeded"]
    for surface, owner, name in (
        ("form", warning.form, "base_fields"),
        ("filter", warning.viewset.filterset_class, "base_filters"),
    ):
        fewer = {each: what for each, what in getattr(owner, name).items() if each != "heeded"}
        monkeypatch.setattr(owner, name, fewer)
        assert missing(warning, surface) == ["heeded"]
    shape = warning.viewset.serializer_class.Meta
    monkeypatch.setattr(shape, "fields", [each for each in shape.fields if each != "heeded"])
    assert missing(warning, "api") == ["heeded"]
    actor = record_type_of(Actor)
    fewer = replace(actor, field_rows=lambda record, user: iter(()), left_out={})
    assert {"founded", "ended"} <= {*missing(fewer, "page")}
    assert missing(actor, "page") == []


def test_types_say_what_they_leave_out_of_surfaces_and_fields_that_exist():
    for each in (*record_types(), *row_types()):
        assert each.left_out.keys() <= SURFACES.keys(), each.key
        columns = {field.name for field in each.model._meta.concrete_fields}
        for reasons in each.left_out.values():
            assert reasons.keys() <= columns, each.key
            assert all(reasons.values()), each.key


FLOORS = (
    "access", "accounts", "curation", "exchange", "jobs", "lists", "markings", "notifications",
    "record_types", "rest", "search", "web",
)  # fmt: skip


def test_the_platform_names_no_type_of_record():
    """It goes through the registry; only the pages that join both apps speak of single types."""
    names = {name for each in record_types() for name in (each.key, each.noun)}
    found = [
        (path.name, node.value)
        for floor in FLOORS
        for path in (settings.BASE_DIR / "ctplatform" / floor).glob("**/*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert found == []
