"""A form field that refers to one row among very many: words are searched, an id is kept.

Without JavaScript it is a text field: the name of exactly one row will do. With it (combobox.js)
matches are offered while one types, from `/register/find/{model}/`.
"""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ctplatform.folding import fold

OFFERED = 20
WEIGHED = 100  # rows read to choose those from
TOLD = 5  # names that an error lists


def choosable(model, *, user, project):
    """Rows that a person may refer to in a project: its own and shared ones.

    Not those that were withdrawn or merged into another.
    """
    rows = model.objects.visible_to(user).filter(Q(project=project) | Q(project=None))
    if not hasattr(model, "State"):
        return rows
    return rows.exclude(state="withdrawn").filter(merged_into=None)


def find(rows, words, most=OFFERED):
    """The rows in whose `search_text` every word occurs; those that begin with them come first.

    One scan that stops at WEIGHED; only where so many fit are those that begin so asked for too.
    """
    needle = fold(words)
    if not needle:
        return list(rows.order_by("-id")[:most])
    fitting = _worded(rows, needle)
    found = list(fitting.order_by()[:WEIGHED])
    if len(found) == WEIGHED:
        begin = rows.filter(search_text__startswith=needle).order_by()[:most]
        found = list({row.pk: row for row in [*begin, *found]}.values())
    return sorted(found, key=lambda row: _rank(fold(str(row)), needle))[:most]


def _worded(rows, needle):
    """Those with every word. The words are asked for first: SQLite keeps that order, and of most
    rows then never asks who may see them, which takes it longer than the words do.
    """
    worded = rows.model._base_manager.using(rows.db)
    for word in needle.split():
        worded = worded.filter(search_text__contains=word)
    worded = worded & rows
    worded.query.select_related = rows.query.select_related
    return worded


def _rank(label, needle):
    return (label != needle, not label.startswith(needle), needle not in label, len(label), label)


class ReferenceInput(forms.TextInput):
    """The words in a text field, the id beside them in a hidden one; `rows` are to choose from."""

    def __init__(self, rows, address, attrs=None):
        super().__init__(attrs)
        self.rows, self.address = rows, address

    def label_of(self, value):
        row = self.rows.filter(pk=value).first() if is_id(value) else None
        return " ".join(str(row).split()) if row else ""

    def render(self, name, value, attrs=None, renderer=None):
        label = self.label_of(value)
        context = {
            "name": name,
            "id": value if label else "",
            "words": label or value or "",
            "attrs": self.build_attrs(self.attrs, attrs),
            "address": self.address,
        }
        return render_to_string("components/reference.html", context)

    def value_from_datadict(self, data, files, name):
        """The id where the words are still its row's, else the words."""
        value, words = data.get(name), data.get(f"{name}_searched")
        if words is None:
            return value
        words = " ".join(words.split())
        return value if words and value and self.label_of(value) == words else words

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_searched" not in data


class ReferenceField(forms.ModelChoiceField):
    """One of `rows`, by its id or by words that name it alone."""

    def __init__(self, rows, *, project, **options):
        where = urlencode({"project": project.slug}) if project else ""
        address = f"/register/find/{rows.model._meta.model_name}/?{where}"
        super().__init__(rows, widget=ReferenceInput(rows, address), **options)

    @classmethod
    def instead_of(cls, field, rows, *, project):
        """The field that takes the place of a select."""
        return cls(
            rows, project=project, label=field.label, required=field.required,
            help_text=field.help_text, initial=field.initial,
        )  # fmt: skip

    def to_python(self, value):
        if value in self.empty_values or is_id(value) or not isinstance(value, str):
            return super().to_python(value)
        found = find(self.queryset, value, TOLD + 1)
        named = [row for row in found if fold(value) in names_of(row)] or found
        if len(named) == 1:
            return named[0]
        raise ValidationError(_unclear(value, named), code="unclear")

    def has_changed(self, initial, data):
        try:
            row = self.to_python(data)
        except ValidationError:
            return True
        return str(row.pk if row else "") != str(self.prepare_value(initial) or "")


def names_of(row):
    """What a row is called, other names included: one that several share names none of them."""
    return {fold(name) for name in (str(row), *getattr(row, "other_names", ()))}


def told_apart(row):
    """A row in words, with what sets it apart from others of its name, where it can say so."""
    apart = getattr(row, "apart", "")
    return f"{row} ({apart})" if apart else str(row)


def _unclear(words, found):
    if not found:
        return _("Nothing of this project is called “%s”. Add it first, or write another name.") % (
            words
        )
    same = len({fold(str(row)) for row in found}) < len(found)
    names = "; ".join(
        f"{told_apart(row)} {row.pk}" if same else told_apart(row) for row in found[:TOLD]
    )
    ask = _("Several fit “%(words)s”. Write the id of one: %(names)s")
    if not same:
        ask = _("Several fit “%(words)s”. Write the whole name of one: %(names)s")
    return ask % {"words": words, "names": names}


def is_id(value):
    """Whether a value is a row's id."""
    if isinstance(value, UUID):
        return True
    try:
        return isinstance(value, str) and len(value) in (32, 36) and bool(UUID(value))
    except ValueError:
        return False
