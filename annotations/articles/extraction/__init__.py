"""Read pasted text and uploaded files; no Django, so that a limited process can run it."""
