"""The key that signs sessions and links: from the environment, or generated once and stored."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 50  # characters
FEWEST_DIFFERENT = 10
ADVICE = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))' makes one."


def read_secret_key(given: str, path: Path) -> str:
    """Return the `given` key, or the one in the file `path`, created (mode 0600) if missing.

    Raises ImproperlyConfigured, with advice, for a key that can be guessed or was damaged.
    """
    if given:
        return checked(given, "CTPLATFORM_SECRET_KEY")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return checked(path.read_text(errors="replace").strip(), str(path))
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(64))
    return key


def checked(key: str, place: str) -> str:
    """Return the key, unless it is short, repetitive or Django's example."""
    if len(key) < SHORTEST or len(set(key)) < FEWEST_DIFFERENT or key.startswith("django-insecure"):
        raise ImproperlyConfigured(
            f"{place} needs {SHORTEST} or more random characters; it has {len(key)}, of which "
            f"{len(set(key))} are different. {ADVICE} Everybody signs in again after a change."
        )
    return key
