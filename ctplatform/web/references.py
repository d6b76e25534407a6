"""A form field that refers to one of very many rows: users type a name, the id is stored.

Without JavaScript it is a text field: a name that matches exactly one row is enough; if several
rows match, or only similar names, the page lists those to choose from. With JavaScript
(record_picker.js) matches from `/register/find/{model}/` are listed while the user types, and a new
row can be created.
"""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ctplatform.record_types.registry import record_type_of
from ctplatform.search.folding import name_key
from ctplatform.search.name_search import matching_rows, names_of, similar_rows

LISTED = 5  # rows listed below the field


def choosable(model, *, user, project):
    """Rows that a user may refer to in a project: its own and shared ones.

    Excludes rows that were withdrawn or merged into another.
    """
    rows = model.objects.visible_to(user).filter(Q(project=project) | Q(project=None))
    if not hasattr(model, "State"):
        return rows
    return rows.exclude(state="withdrawn").filter(merged_into=None)


@dataclass(frozen=True)
class Match:
    """The result of a lookup: one row, or several to choose from; `is_near` for similar names."""

    row: object = None
    rows: tuple = ()
    is_near: bool = False


def match_name(rows, words) -> Match:
    """Look up words: the only match, else several matches or similar names to choose from."""
    words = getattr(rows.model, "searched_words", str)(words)
    found = matching_rows(rows, words, LISTED + 1)
    named = [row for row in found if name_key(words) in names_of(row)] or found
    if len(named) == 1:
        return Match(row=named[0])
    if named:
        return Match(rows=tuple(named[:LISTED]))
    return Match(rows=tuple(similar_rows(rows, words, LISTED)), is_near=True)


def describe(row):
    """A row's name with `apart`, what distinguishes it from others of the same name, if any."""
    apart = getattr(row, "apart", "")
    return f"{one_line(row)} ({apart})" if apart else one_line(row)


def one_line(row):
    """A row's name on one line, for a text field."""
    return " ".join(str(row).split())


def explain(model, words, match):
    """The error message for words that match no single row, listing possible ones."""
    names = "; ".join(map(describe, match.rows))
    if match.rows and not match.is_near:
        text = _("Several match “%(words)s”: %(names)s. Choose one, or write its whole name.")
        return text % {"words": words, "names": names}
    none = _("No %(kind)s of this project is called “%(words)s”.")
    text = none % {"kind": model._meta.verbose_name, "words": words}
    if match.rows:
        return f"{text} {_('Similar names: %s.') % names}"
    return f"{text} {_('Add it first, or write another name.')}"


def find_address(model, *, project, create=False):
    """The URL where names of a model's rows are looked up while the user types."""
    query = {"project": project.slug} if project else {}
    if create:
        query["create"] = 1
    return f"/register/find/{model._meta.model_name}/?{urlencode(query)}"


def add_address(model, *, project):
    """The URL of the page that adds a row of the model, or ""."""
    record_type = record_type_of(model)
    if record_type is None or project is None:
        return ""
    return f"{record_type.new_address}?{urlencode({'project': project.slug})}"


class NameInput(forms.TextInput):
    """A text field that looks up names while the user types.

    With `several`, names are separated by semicolons, and the one at the cursor is looked up.
    """

    def __init__(self, address, attrs=None, *, several=False):
        super().__init__(attrs)
        self.address, self.several = address, several

    def render(self, name, value, attrs=None, renderer=None):
        context = {
            "name": name,
            "words": value or "",
            "attrs": self.build_attrs(self.attrs, attrs),
            "address": self.address,
            "several": self.several,
        }
        return render_to_string("components/names.html", context)


class ReferenceInput(forms.TextInput):
    """A text field for the name, and a hidden field for the id; `rows` can be chosen.

    `match` is the result of the last lookup, whose rows are listed as choices.
    """

    def __init__(self, rows, address, attrs=None, *, add=""):
        super().__init__(attrs)
        self.rows, self.address, self.add = rows, address, add
        self.match = Match()

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.match = Match()
        return copied

    def label_of(self, value):
        row = self.rows.filter(pk=value).first() if is_id(value) else None
        return one_line(row) if row else ""

    def render(self, name, value, attrs=None, renderer=None):
        label = self.label_of(value)
        offered = [] if label else [(row.pk, describe(row)) for row in self.match.rows]
        context = {
            "name": name,
            "id": value if label else "",
            "words": label or value or "",
            "attrs": self.build_attrs(self.attrs, attrs),
            "address": self.address,
            "offered": offered,
            "add": self.add if value and not label and not is_id(value) else "",
        }
        return render_to_string("components/reference.html", context)

    def value_from_datadict(self, data, files, name):
        """The id if the text is its row's name, else the choice made for it, else the text."""
        value, words = data.get(name), data.get(f"{name}_searched")
        if words is None:
            return value
        words = " ".join(words.split())
        chosen = data.get(f"{name}_chosen")
        if chosen and words == data.get(f"{name}_offered"):
            return chosen
        return value if words and value and self.label_of(value) == words else words

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_searched" not in data


class ReferenceField(forms.ModelChoiceField):
    """One of `rows`, given by its id or by words that match it alone."""

    def __init__(self, rows, *, project, create=True, **options):
        model = rows.model
        address = find_address(model, project=project, create=create)
        add = add_address(model, project=project) if create else ""
        super().__init__(rows, widget=ReferenceInput(rows, address, add=add), **options)

    @classmethod
    def instead_of(cls, field, rows, *, project):
        """Make this field in place of a select."""
        return cls(
            rows,
            project=project,
            label=field.label,
            required=field.required,
            help_text=field.help_text,
            initial=field.initial,
        )

    def to_python(self, value):
        if value in self.empty_values or is_id(value) or not isinstance(value, str):
            return super().to_python(value)
        match = match_name(self.queryset, value)
        if match.row is not None:
            return match.row
        self.widget.match = match
        raise ValidationError(explain(self.queryset.model, value, match), code="unclear")

    def has_changed(self, initial, data):
        try:
            row = self.to_python(data)
        except ValidationError:
            return True
        return str(row.pk if row else "") != str(self.prepare_value(initial) or "")


def is_id(value):
    """Whether a value is a row's id."""
    if isinstance(value, UUID):
        return True
    try:
        return isinstance(value, str) and len(value) in (32, 36) and bool(UUID(value))
    except ValueError:
        return False
