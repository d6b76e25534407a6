"""Advice for a full disk or a damaged database. Standard library only."""

FULL_DISK = ("disk is full", "No space left on device", "could not extend file", "Disk quota")
DAMAGED = ("disk image is malformed", "file is not a database", "invalid page in block")


def advice_for(output: str) -> str:
    """Return a sentence of advice for a failed command's output; "" if there is none."""
    if any(words in output for words in FULL_DISK):
        return "The disk is full: make room, then start again. Nothing half-written was kept."
    if any(words in output for words in DAMAGED):
        return (
            "The database is damaged: keep a copy of its file, then put the last backup in its "
            "place with `python3 manage.py restore FILE --replace`."
        )
    return ""
