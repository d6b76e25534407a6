"""Refuse fields of a body that are unknown or read-only, as unknown parameters are refused.

Otherwise a value under a mistyped name would be dropped without a message.
"""

from collections.abc import Mapping
from datetime import datetime

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import UnsupportedMediaType, ValidationError
from rest_framework.serializers import ListSerializer
from rest_framework.utils.html import is_html_input

from ctplatform.domain_errors.input_checks import unknown_fields
from ctplatform.rest.renderers import JSONRenderer

OF_SERVER = gettext_lazy("The server sets this field; leave it out.")
ONLY_READ = gettext_lazy("This field is only read: leave it out, or send back what you read.")


def check_body(request, known=()) -> None:
    """Raise a 400 for fields in the body of an action that takes only the `known` ones.

    A body that cannot be read, such as an empty form, counts as having no fields.
    """
    try:
        data = request.data
    except UnsupportedMediaType:
        return
    if isinstance(data, Mapping):
        found = unknown_fields(data, known)
    else:
        found = {"": [_("Send an object, or no body.")]} if data else {}
    if found:
        raise ValidationError(found)


class RefusesUnknownFields:
    """Mixin for a serializer that refuses unknown fields.

    The view's `beside_fields` are read by other serializers of the same body, and `fixed` are those
    that only a new row takes. A client may send read-only fields back unchanged if `reads_back`
    says that this serializer also renders the row; another value is refused, and so is any value
    for a new row (docs/decisions/0092).
    """

    fixed = ()
    reads_back = False

    def to_internal_value(self, data):
        wrong = self._refused(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError({**error.detail, **wrong}) from error
        if wrong:
            raise ValidationError(wrong)
        return values

    def _refused(self, data) -> dict:
        fields = {**self._declared_fields, **self.fields}
        taken = {name for name, field in fields.items() if not field.read_only} | self._beside()
        if self.instance is not None:
            taken -= set(self.fixed)
        given = {_whole_name(name, taken) for name in data} if is_html_input(data) else {*data}
        others = sorted(given - taken)
        shown = self._shown() if others else {}
        read = {*fields, *shown}
        changed = [
            name for name in others if name in read and _differs(data.get(name), shown, name)
        ]
        unknown = unknown_fields([name for name in others if name not in read], taken)
        text = OF_SERVER if self.instance is None else ONLY_READ
        return unknown | {name: [text] for name in changed}

    def _shown(self) -> dict:
        """The row being changed, as a GET renders it; {} for a new one."""
        if not self.reads_back or self.instance is None:
            return {}
        return orjson.loads(JSONRenderer().render(self.to_representation(self.instance)))

    def _beside(self):
        is_body = self.parent is None or (
            isinstance(self.parent, ListSerializer) and self.parent.parent is None
        )
        return {*getattr(self.context.get("view"), "beside_fields", ())} if is_body else set()


def _whole_name(name, known):
    """The field that an entry of a form belongs to: `authors` for `authors[0]`."""
    return name if name in known else name.partition("[")[0]


def _differs(given, shown, name) -> bool:
    """Whether a value differs from the one that was read; null counts as no difference."""
    return given is not None and not (name in shown and _is_same(given, shown[name]))


def _is_same(given, shown) -> bool:
    """Whether two JSON values are equivalent; times can be written in several ways."""
    if given == shown:
        return True
    if not (isinstance(given, str) and isinstance(shown, str)):
        return str(given) == str(shown) and not isinstance(given, bool)
    try:
        return datetime.fromisoformat(given) == datetime.fromisoformat(shown)
    except (ValueError, TypeError):
        return given.casefold() == shown.casefold()
