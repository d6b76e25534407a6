"""Reading positions: where a user stopped reading, visible only to that user."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.reading.models import ReadingPosition


@transaction.atomic
def keep_position(version, offset, *, by) -> ReadingPosition:
    """Store how far the user has read a version of a text.

    `offset` is a code point, at most the version's length, which means "to the end". Raises
    ValidationError naming `offset`.
    """
    if not 0 <= offset <= version.length:
        text = _("The text has %(length)d characters; name a position within it.")
        raise ValidationError({"offset": text % {"length": version.length}})
    values = {"version": version, "offset": offset, "updated": timezone.now()}
    return ReadingPosition.objects.update_or_create(
        user=by, article_id=version.article_id, defaults=values
    )[0]


def forget_position(position, *, by) -> None:
    """Delete the user's own position, so that the text opens at its beginning."""
    ReadingPosition.objects.filter(pk=position.pk, user=by).delete()


def position_in(version, *, user) -> int | None:
    """The offset at which the user continues reading a version; None at its beginning or end."""
    if not user.is_authenticated:
        return None
    found = ReadingPosition.objects.filter(user=user, version=version)
    offset = found.values_list("offset", flat=True).first()
    return offset if offset and offset < version.length else None
