"""A form field that refers to several of very many rows: users type names, the ids are stored.

Without JavaScript it is a text field of names with semicolons between. With it (record_picker.js)
matches of the name at the cursor are listed while the user types.
"""

import re
from collections import Counter
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from ctplatform.search.name_search import matching_rows
from ctplatform.web.references import (
    NameInput,
    describe,
    explain,
    find_address,
    is_id,
    match_name,
)

MOST_TYPED = 50  # names that are looked up in one field
BETWEEN_NAMES = re.compile("[;\n؛]")


class ReferencesInput(NameInput):
    """A text field for names of `rows`, with semicolons between.

    The ids of rows that the field was opened with are sent along (`known`), so that their names
    need not be unique.
    """

    def __init__(self, rows, address, attrs=None):
        super().__init__(address, attrs, several=True)
        self.rows, self.known = rows, ()

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.known = ()
        return copied

    def rows_of(self, ids) -> list:
        """The rows with these ids, in their order; ids of others are left out."""
        asked = [str(UUID(str(each))) for each in ids if is_id(each)]
        found = {str(row.pk): row for row in self.rows.filter(pk__in=asked)} if asked else {}
        return [found[pk] for pk in asked if pk in found]

    def render(self, name, value, attrs=None, renderer=None):
        """The names of a list of ids, or the text that was typed."""
        known = self.rows_of(value if isinstance(value, list) else self.known)
        words = "; ".join(written_names(known)) if isinstance(value, list) else value
        sent = format_html_join(
            "", '<input type="hidden" name="{}_known" value="{}" />', ((name, r.pk) for r in known)
        )
        return format_html("{}{}", super().render(name, words, attrs, renderer), sent)

    def value_from_datadict(self, data, files, name):
        """The text; several values, such as ids, are joined to one."""
        several = getattr(data, "getlist", lambda key: [data[key]] if key in data else [])
        self.known = several(f"{name}_known")
        given = several(name)
        return "; ".join(map(str, given)) if given else None


class ReferencesField(forms.CharField):
    """Several of `rows`, given by names or ids with semicolons between; the value is a list."""

    def __init__(self, rows, *, project, **options):
        address = find_address(rows.model, project=project)
        super().__init__(widget=ReferencesInput(rows, address), **options)
        self.rows = rows

    def to_python(self, value):
        if isinstance(value, list):
            return self.widget.rows_of(value)
        names = [" ".join(each.split()) for each in BETWEEN_NAMES.split(value or "")]
        names = [each for each in names if each]
        sent = self.widget.rows_of(self.widget.known)
        known = dict(zip(written_names(sent), sent, strict=True))
        known |= {str(row.pk): row for row in self.widget.rows_of(names)}
        if len([each for each in names if each not in known]) > MOST_TYPED:
            raise ValidationError(_("Write at most %d names at a time.") % MOST_TYPED)
        found = [known.get(each) or self._row_of(each) for each in names]
        return list({row.pk: row for row in found}.values())

    def _row_of(self, words):
        if "\0" in words:
            raise ValidationError(_("Null characters are not allowed."))
        match = match_name(self.rows, words)
        row = match.row or described_row(self.rows, words)
        if row is None:
            raise ValidationError(explain(self.rows.model, words, match), code="unclear")
        return row

    def has_changed(self, initial, data):
        try:
            after = [row.pk for row in self.to_python(data)]
        except ValidationError:
            return True
        return after != [row.pk for row in self.widget.rows_of(initial or ())]


def written_names(rows) -> list[str]:
    """The names of rows as a field of several names has them: without the character between names,
    and with what distinguishes them where they are the same."""
    times = Counter(map(str, rows))
    words = (str(row) if times[str(row)] == 1 else describe(row) for row in rows)
    return [" ".join(BETWEEN_NAMES.sub(",", each).split()) for each in words]


def described_row(rows, words):
    """The row that `describe` names by these words, such as “Taliban (armed group)”, or None."""
    starts = [found.start() for found in re.finditer(r" \(", words)]
    for start in starts[-3:]:
        found = matching_rows(rows, words[:start])
        if exact := [row for row in found if describe(row) == words]:
            return exact[0] if len(exact) == 1 else None
    return None
