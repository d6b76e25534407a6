"""The head of a chain, kept outside the database, so that a removed end is detected."""

import fcntl
import json
import os
from pathlib import Path

from django.conf import settings


def head_path(name: str) -> Path:
    """Where the head of the chain of this name is."""
    return Path(settings.DATA_DIR) / f"{name}-head.json"


def read_head(name: str) -> dict | None:
    """Return {"position", "hash"} of the last entry that this host has chained, or None."""
    try:
        found = json.loads(head_path(name).read_text())
        return {"position": int(found["position"]), "hash": str(found["hash"])}
    except FileNotFoundError:
        return None


def keep_head(name: str, position: int, link: str, *, is_reset=False) -> None:
    """Write the head, unless a later one was written already (`is_reset` overwrites it)."""
    path = head_path(name)
    with open(path.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = None if is_reset else read_head(name)
        if known and known["position"] >= position:
            return
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps({"position": position, "hash": link}))
        os.replace(draft, path)
