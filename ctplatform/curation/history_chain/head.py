"""The head of the chain, kept outside the database, so that a removed end is detected."""

import fcntl
import json
import os
from pathlib import Path

from django.conf import settings

NAME = "history-head.json"


def head_path() -> Path:
    return Path(settings.DATA_DIR) / NAME


def read_head(path=None) -> dict | None:
    """Return {"position", "hash"} of the last entry that this host has chained, or None."""
    try:
        found = json.loads((path or head_path()).read_text())
        return {"position": int(found["position"]), "hash": str(found["hash"])}
    except FileNotFoundError:
        return None


def keep_head(position: int, link: str, *, is_reset=False) -> None:
    """Write the head, unless a later one was written already (`is_reset` overwrites it)."""
    path = head_path()
    with open(path.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = None if is_reset else read_head()
        if known and known["position"] >= position:
            return
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps({"position": position, "hash": link}))
        os.replace(draft, path)
