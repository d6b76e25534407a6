"""Keep the replies of a file: as comments of members, or beside the annotation."""

from collections import defaultdict
from dataclasses import replace

from annotations import change_hooks
from annotations.annotations.models import Annotation
from annotations.exchange.documents import AnnotatedDocument, AnnotationReply
from ctplatform.accounts.models import User

LONGEST = 20_000  # characters of a comment
ImportedReply = tuple[AnnotationReply, User, Annotation]


class Replies:
    """The replies of one document, by the annotation at the start of each thread."""

    def __init__(self, document: AnnotatedDocument, members: dict):
        self.document, self.members = document, members
        self.by_annotation = defaultdict(list)
        above = {each.key: each.to for each in document.replies}
        for reply in document.replies:
            self.by_annotation[_start_of(reply.key, above)].append(reply)

    def beside_annotations(self) -> AnnotatedDocument:
        """The document with replies that do not become comments in `attributes` of annotations."""
        found = []
        for each in self.document.annotations:
            kept = [
                {"annotator": reply.annotator, "created": reply.created, "text": reply.text}
                for reply in self.by_annotation.get(each.key, ())
                if not each.spans or not self._is_comment(reply)
            ]
            attributes = {**each.attributes, "replies": kept} if kept else each.attributes
            found.append(replace(each, attributes=attributes))
        return replace(self.document, annotations=tuple(found))

    def as_comments(self, rows: dict) -> list[ImportedReply]:
        """Replies of members to the stored annotations, {key: Annotation}."""
        return [
            (reply, self.members[reply.annotator], rows[key])
            for key, replies in self.by_annotation.items()
            if key in rows
            for reply in replies
            if self._is_comment(reply)
        ]

    def left_out(self, kept) -> int:
        """The number of replies to annotations whose keys are not in `kept`."""
        return sum(len(found) for key, found in self.by_annotation.items() if key not in kept)

    def _is_comment(self, reply):
        return reply.annotator in self.members and len(reply.text) <= LONGEST


def store_comments(replies: list[ImportedReply]) -> int:
    """Store replies as comments, through the function that comments registered; the number."""
    if replies:
        for store in change_hooks.when_replies_imported:
            store(replies)
    return len(replies)


def _start_of(key, above):
    """The key of the annotation at the start of a thread; a circle ends where it began."""
    seen = set()
    while key in above and key not in seen:
        seen.add(key)
        key = above[key]
    return key
