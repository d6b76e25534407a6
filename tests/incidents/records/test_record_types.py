"""A type of record is declared once, and every field of it is where people and programs look."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.pure
def test_a_type_that_is_declared_in_one_module_has_all_that_types_have(tmp_path):
    """Without migrations run, which takes most of a test run's start: there are none for trials."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    run = [sys.executable, "-m", "pytest", "-q", "--tb=short", "--ds=tests.trials.settings",
           "--nomigrations", "tests/trials/check_trials.py"]  # fmt: skip
    done = subprocess.run(
        run, cwd=settings.BASE_DIR, env=kept | {"CTPLATFORM_DATA": str(tmp_path)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout
