"""What links do when a text or an annotation changes.

Texts and annotations know nothing of links, which are in a higher layer; `apps.py` registers the
functions of links here.
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

when_replies_imported: list[Callable] = []
"""Functions of a list of (AnnotationReply, User, Annotation), called in an import's transaction."""
