"""Dates as people write them; relative ones count from the day of a text."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.dates import DateError, parse
from incidents.reckoning import reference_of
from incidents.wording import Reading, read_words, why_no_date

COUNTED_FROM = "date_reference"


def reading_of(words, reference=None) -> Reading:
    """What words say as a date, and on which basis; ValidationError says what to write instead."""
    if found := read_words(words, reference):
        return found
    try:
        why_no_date(words)
        return Reading(parse(words).text, "stated")
    except DateError as error:
        raise ValidationError(str(error)) from error


def reference_in(words):
    """The Date that relative dates count from; ValidationError where it cannot be one."""
    try:
        return reference_of(reading_of(words).edtf)
    except DateError as error:
        raise ValidationError(str(error)) from error


class DateExpressionField(forms.CharField):
    """A date as people write it; what is stored is EDTF.

    `reference` is the Date that relative words count from, `reading` what was read last.
    """

    help = _(
        "Such as 22 March 2024, March 2024, early 2024, winter 2014, the 1990s, about 2021, since "
        "2015, between 5 and 9 May 2024, on or before 2 November 1989; or EDTF."
    )
    reference = reading = None

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", self.help)
        super().__init__(widget=DateWords(), **kwargs)

    def to_python(self, value):
        words = super().to_python(value)
        self.reading = reading_of(words, self.reference) if words else None
        return self.reading and self.reading.edtf


class DateReferenceField(forms.CharField):
    """The day of the text, or its month or year where no more is known."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            label=_("Relative dates count from"),
            help_text=_("The day of the text: “last month”, “two weeks ago” are read against it."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value):
        words = super().to_python(value)
        return reference_in(words) if words else None


class DateWords(forms.TextInput):
    """Shows, while one types, what will be stored; `counts` where the form has a reference."""

    counts = False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        trigger, reference = "input changed delay:250ms, load", f"#id_{COUNTED_FROM}"
        context["widget"]["attrs"] |= {
            "autocomplete": "off",
            "hx-get": "/register/date/",
            "hx-trigger": trigger,
            "hx-target": "next .date-reading",
            "hx-vals": f'{{"field": "{name}"}}',
        }
        if self.counts:
            trigger = f"{trigger}, input delay:250ms from:{reference}"
            context["widget"]["attrs"] |= {"hx-trigger": trigger, "hx-include": reference}
        return context


class CountsDates:
    """A form whose `date` may be relative: its words are kept, and that it was worked out.

    `reference` (EDTF) is what the form offers to count from: the date of the text at hand.
    """

    def __init__(self, *args, reference="", **kwargs):
        super().__init__(*args, **kwargs)
        if self.counts_dates:
            self.fields["date"].widget.counts = True
            after = list(self.fields).index("date") + 1
            fields = list(self.fields.items())
            fields.insert(after, (COUNTED_FROM, DateReferenceField(initial=reference)))
            self.fields = dict(fields)

    @property
    def counts_dates(self):
        """Whether the source's words can be kept beside what they were taken to mean."""
        dated = isinstance(self.fields.get("date"), DateExpressionField)
        return dated and "date_words" in self.fields

    def _clean_fields(self):
        """The reference is read before the date that counts from it."""
        if self.counts_dates:
            self.fields["date"].reference = self._reference()
        super()._clean_fields()

    def _reference(self):
        try:
            return self.fields[COUNTED_FROM].clean(self[COUNTED_FROM].data)
        except ValidationError:
            return None  # told at its own field

    def with_words(self, values):
        """With a relative date go its words and its basis, unless somebody said otherwise."""
        reading = self.counts_dates and self.fields["date"].reading
        if reading and reading.basis == "resolved_relative":  # whether or not the date is new
            words = " ".join(self["date"].data.split())[:200]
            values["date_words"] = values.get("date_words") or words
            if "date_basis" in self.fields:
                values.setdefault("date_basis", reading.basis)
        return values
