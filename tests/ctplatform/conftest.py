"""Installations of their own, driven from outside as a person does."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """One data directory, and manage.py run on it."""

    data: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self):
        ours = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL")
        }
        return {**ours, "CTPLATFORM_DATA": str(self.data), **self.more}

    def manage(self, *words):
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def python(self, code):
        """Run lines in the installation's shell; return what they print."""
        done = self.manage("shell", "--no-imports", "--verbosity", "0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def installation(tmp_path):
    """Return a maker of installations: installation("name", DATABASE_URL=...)."""

    def installation(name="here", **environment):
        return Installation(tmp_path / name, environment)

    return installation
