"""`manage.py lock`: compile the lock files again after a change of pins."""

import shutil
import subprocess
import sysconfig

from django.core.management.base import BaseCommand, CommandError

from ctplatform.ops.bootstrap import ROOT

OPTIONS = "--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q"
LOCKS = (
    "requirements.txt -o requirements.lock",
    "requirements.txt --group dev -c requirements.lock -o requirements-test.lock",
    "--group setup -o requirements-setup.lock",
)


class Command(BaseCommand):
    """One lock for every platform and Python from 3.11 on, with hashes and without an index."""

    help = "Compile requirements*.lock from requirements.txt and pyproject.toml."

    def handle(self, *args, **options):
        uv = shutil.which("uv") or shutil.which("uv", path=sysconfig.get_path("scripts"))
        if not uv:
            raise CommandError("uv is missing; `python3 manage.py test` installs it.")
        for lock in LOCKS:
            words = [uv, "pip", "compile", *OPTIONS.split(), *lock.split()]
            subprocess.run(words, cwd=ROOT, check=True)  # noqa: S603 - fixed words
