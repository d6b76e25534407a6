"""Storage of uploads and results on one machine."""

from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Files on this machine, written completely or not at all, even if the disk is full."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            with suppress(OSError):
                Path(self.path(name)).unlink(missing_ok=True)
            raise
