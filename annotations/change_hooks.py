"""What links and relations do when a text or an annotation changes.

Texts and annotations know nothing of them, which are in higher layers; `apps.py` registers their
functions here.
"""

from collections.abc import Callable

when_date_changes: list[Callable] = []
"""Functions of an article, called in the transaction that changes its date."""

when_changed: list[Callable] = []
"""Functions of an article, called in the transaction that changes its metadata."""

when_deleted: list[Callable] = []
"""Functions of an annotation, called in the transaction that deletes or restores it."""

before_deletion: list[Callable] = []
"""Functions of an annotation, called before it is deleted; they may raise Conflict."""

when_restored: list[Callable] = []
"""Functions of an annotation and the time at which it was deleted, called in the transaction that
restores it."""

when_replies_imported: list[Callable] = []
"""Functions of a list of (AnnotationReply, User, Annotation), called in an import's transaction."""
