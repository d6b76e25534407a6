"""A Web Annotation in the body of a request, checked field by field."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from annotations.annotations.vocabulary import CERTAINTY
from annotations.exchange.documents import TextAnnotation
from annotations.exchange.formats.web_annotation.items import check_item
from annotations.exchange.formats.web_annotation.pages import PageReader
from annotations.exchange.formats.web_annotation.terms import listed
from ctplatform.exchange.limits import Unreadable

TAKEN = {
    "@context", "id", "type", "motivation", "created", "modified", "generated", "generator",
    "creator", "rights", "canonical", "via", "target", "body", "bodyValue", "certainty",
    "attributes", "layer",
}  # fmt: skip
"""Fields of an annotation that are kept or that the server sets."""
PLACE = "The annotation"


def read_body(data) -> tuple[TextAnnotation, str, str]:
    """(annotation, address of its text, address of its code or "").

    The annotation is as a file would state it. ValidationError names each field that is not kept.
    """
    if not isinstance(data, Mapping):
        raise ValidationError(_("Send one annotation as an object."))
    unread = Counter()
    try:
        key = check_item(data, PLACE, 1) or "urn:new"
        reader = PageReader({key}, unread)
        reader.add(key, data, PLACE, 1)
        pages = list(reader.documents())
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    wrong = {name: _("This is not kept; leave it out.") for name in data if name not in TAKEN}
    if len(pages) != 1 or unread or pages[0].unread:
        why = [*unread, *(name for page in pages for name in page.unread)]
        words = _("An annotation here is about one text. Not read: %s.")
        raise ValidationError(
            wrong | {"target": words % (", ".join(why) or _("targets in several texts"))}
        )
    wrong |= _wrong(pages[0])
    if wrong:
        raise ValidationError(wrong)
    return pages[0].annotations[0], pages[0].identifier, _code_address(data)


def _wrong(page):
    """{field: what of it cannot be kept}."""
    found, stated = {}, page.annotations
    if len(stated) > 1:
        found["body"] = _("An annotation here has one code: send one for each.")
    if page.replies:
        found["body"] = _("Replies are comments: send them to comments/.")
    if not stated[0].quoted:
        found["target"] = _("State the passage: a selector with its words or its position.")
    if stated[0].certainty not in CERTAINTY:
        found["certainty"] = _("Write one of: %s.") % ", ".join(CERTAINTY)
    return found


def _code_address(data):
    """The first address of a classifying body, which may be that of a code here."""
    for body in listed(data.get("body")):
        source = body.get("source") if isinstance(body, Mapping) else None
        if isinstance(source, str) and "classifying" in listed(body.get("purpose")):
            return source
    return ""


def check_new(stated: TextAnnotation, user) -> None:
    """Raise ValidationError where a new annotation states what only files can state."""
    wrong = _wrong_creator(stated, names_of(user))
    if len(stated.quoted) > 1:
        wrong["target"] = _("An annotation that is made here has one passage.")
    if stated.layer:
        wrong["layer"] = _("Only annotations from files have a layer; leave it out.")
    if wrong:
        raise ValidationError(wrong)


def names_of(user) -> set[str]:
    """The names by which an annotation may state its creator."""
    return {user.username, user.name, f"urn:uuid:{user.pk}"}


def _wrong_creator(stated, names):
    if not stated.annotator or stated.annotator in names:
        return {}
    return {"creator": _("The creator is the account that sends it; leave it out.")}


def check_kept(stated: TextAnnotation, current: TextAnnotation, creators: set[str]) -> None:
    """Raise ValidationError where a new state changes what stays as it is."""
    wrong = _wrong_creator(stated, creators | {current.annotator})
    if stated.layer != current.layer:
        wrong["layer"] = _("The layer is what a file states; it stays as it is.")
    if sorted(map(repr, stated.links)) != sorted(map(repr, current.links)):
        wrong["body"] = _("Links are changed at links/: send them back as you read them.")
    if len(current.quoted) > 1 and stated.quoted != current.quoted:
        wrong["target"] = _("The passages of a discontinuous annotation stay as they are.")
    elif len(current.quoted) == 1 and len(stated.quoted) > 1:
        wrong["target"] = _("An annotation that is made here has one passage.")
    for name in ("canonical", "via"):
        if (kept := current.attributes.get(name)) and stated.attributes.get(name) != kept:
            wrong[name] = _("This was set before and stays as it is.")
    if wrong:
        raise ValidationError(wrong)


def with_origin(stated: TextAnnotation, data, root: str) -> TextAnnotation:
    """A new annotation with the id that it had elsewhere as its `via`."""
    origin = data.get("id")
    if not isinstance(origin, str) or origin.startswith(root) or "via" in stated.attributes:
        return stated
    return replace(stated, attributes={**stated.attributes, "via": origin})
