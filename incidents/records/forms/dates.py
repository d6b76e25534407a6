"""Form fields for dates as people write them; relative dates count from the day of a text."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ctplatform.edtf.dates import Date, DateError, parse
from ctplatform.edtf.natural_language import Reading, read_words, why_no_date
from ctplatform.edtf.relative_dates import reference_of
from incidents.records.models import read_date
from incidents.records.queries.reference_incidents import no_incidents

COUNTED_FROM = "date_reference"
EVENT = "date_event"


def reading_of(words, reference=None, event=None) -> Reading:
    """Read words as a date with its basis; a ValidationError says what to write instead."""
    if found := read_words(words, reference, event):
        return found
    try:
        why_no_date(words)
        return Reading(parse(words).text, "stated")
    except DateError as error:
        raise ValidationError(str(error)) from error


def reference_in(words):
    """The Date that relative dates count from; ValidationError if the words cannot be one."""
    try:
        return reference_of(reading_of(words).edtf)
    except DateError as error:
        raise ValidationError(str(error)) from error


def date_of_event(incident) -> Date:
    """The date of an incident that another date counts from; ValidationError if it has none."""
    date = read_date(incident.date)
    if date is None:
        raise ValidationError(_("“%s” has no date to count from.") % incident)
    return date


class DateExpressionField(forms.CharField):
    """A date as people write it; it is stored as EDTF.

    `reference` is the Date that relative words count from, `event` the Date of another event from
    which “two days later” counts, `reading` the Reading of the last value.
    """

    help = _(
        "Such as 22 March 2024, early 2024, Q3 2024, second half of August 2021, winter 2014, the "
        "1990s, about 2021, since 2015, between 5 and 9 May 2024, before 2 November 1989 (without "
        "that day), by 2 November 1989 (with it); or EDTF."
    )
    reference = event = reading = None

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", self.help)
        super().__init__(widget=DateWords(), **kwargs)

    def to_python(self, value):
        words = super().to_python(value)
        self.reading = reading_of(words, self.reference, self.event) if words else None
        return self.reading and self.reading.edtf


class DateReferenceField(forms.CharField):
    """The day of the text, or its month or year if no more is known."""

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


class DateEventField(forms.ModelChoiceField):
    """The incident that “two days later” or “soon thereafter” counts from."""

    def __init__(self):
        super().__init__(
            no_incidents(),
            required=False,
            label=_("Or from another incident"),
            help_text=_("“Two days later”, “soon thereafter” are read against its date."),
        )


class DateWords(forms.TextInput):
    """A date input that shows, while the user types, what will be stored.

    `counts` is set where the form has a reference for relative dates.
    """

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
            event = f"#id_{EVENT}"
            trigger = (
                f"{trigger}, input delay:250ms from:{reference}, change delay:250ms from:{event}"
            )
            included = f"{reference}, [name={EVENT}]"
            context["widget"]["attrs"] |= {"hx-trigger": trigger, "hx-include": included}
        return context


class CountsDates:
    """Form mixin for a `date` that may be relative; keeps its words and that it was resolved.

    `reference` (EDTF) is the initial date to count from: that of the text the form is about.
    """

    def __init__(self, *args, reference="", **kwargs):
        super().__init__(*args, **kwargs)
        if self.counts_dates:
            self.fields["date"].widget.counts = True
            after = list(self.fields).index("date") + 1
            fields = list(self.fields.items())
            references = [(COUNTED_FROM, DateReferenceField(initial=reference))]
            fields[after:after] = [*references, (EVENT, DateEventField())]
            self.fields = dict(fields)

    @property
    def counts_dates(self):
        """Whether the form can keep the source's words beside the date that they mean."""
        dated = isinstance(self.fields.get("date"), DateExpressionField)
        return dated and "date_words" in self.fields

    def _clean_fields(self):
        """Read the references before the date that counts from them."""
        if self.counts_dates:
            date = self.fields["date"]
            date.reference = self._read_first(COUNTED_FROM)
            incident = self._read_first(EVENT)
            date.event = incident and read_date(incident.date)
        super()._clean_fields()

    def clean_date_event(self):
        """Refuse an incident that has no date."""
        if incident := self.cleaned_data.get(EVENT):
            date_of_event(incident)
        return incident

    def _read_first(self, name):
        try:
            return self.fields[name].clean(self[name].data)
        except ValidationError:
            return None  # shown at its own field

    def with_words(self, values):
        """Add the words and the basis of a relative date, unless the user set them."""
        reading = self.counts_dates and self.fields["date"].reading
        if reading and reading.basis == "resolved_relative":  # whether or not the date is new
            words = " ".join(self["date"].data.split())[:200]
            values["date_words"] = values.get("date_words") or words
            if "date_basis" in self.fields:
                values.setdefault("date_basis", reading.basis)
        return values
