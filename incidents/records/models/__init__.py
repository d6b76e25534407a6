"""Columns, constraints and base classes shared by the register's models."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import ABSENCES, Row
from ctplatform.curation.models import CuratedRecord
from ctplatform.edtf import dates, relative_dates
from ctplatform.edtf.natural_language import read_words
from ctplatform.search.folding import fold
from incidents.countries import countries
from incidents.countries.country_fields import CountryField


def term_choices(vocabulary):
    """A vocabulary as Django's choices, translated where they are shown."""
    return [(slug, _(getattr(label, "label", label))) for slug, label in vocabulary.items()]


def term_column(vocabulary, label, **options):
    """A column that holds one slug of a vocabulary; null means not coded."""
    options = {"null": True, "blank": True} | options
    return models.CharField(label, max_length=30, choices=term_choices(vocabulary), **options)


class Backstop(models.CheckConstraint):
    """A constraint that only the database checks, as the row's own validation has the same rule.

    Django would otherwise send a SELECT for each of them before every write.
    """

    def validate(self, *args, **kwargs):
        """Do nothing: choices and derived columns have been validated already."""

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


def listed_by(noun, *columns):
    """Indexes that let a list sort by each column at any depth, within a project."""
    return [
        models.Index(fields=["project", column, "id"], name=f"{noun}_by_{column}")
        for column in columns
    ]


def known_term(column, vocabulary, name):
    """The constraint that a column is null or holds a slug of the vocabulary."""
    return Backstop(
        condition=Q(**{f"{column}__in": list(vocabulary)}) | Q(**{f"{column}__isnull": True}),
        name=name,
    )


def edtf_column(label, **options):
    """A column for a date expression (ctplatform.edtf.dates); diffs show it in words."""
    column = CheckedColumn(
        label, max_length=dates.MAX_LENGTH, null=True, blank=True, validators=[is_edtf], **options
    )
    column.in_words = date_in_words
    return column


def date_in_words(text):
    """“16 to 19 January 2013”; a text that cannot be read is returned unchanged."""
    date = read_date(text)
    return date.words if date else str(text)


def whole_number(label, most=10_000_000):
    """A column for a count from 0 to `most`; databases differ in the largest integer they hold."""
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(most)]
    )


def rank_of(vocabulary, slug):
    """The 1-based position of a slug in an ordered vocabulary; None if it is not in it."""
    return list(vocabulary).index(slug) + 1 if slug in vocabulary else None


def sorted_name(vocabulary, slug):
    """The value that lists sort a term by: its folded English name; None if unknown."""
    label = vocabulary.get(slug) if isinstance(slug, str) else None
    return fold(getattr(label, "label", label)) or None


class CheckedColumn(models.CharField):
    """A text column whose validators are left out of migrations.

    The database does not enforce them, and a migration that imports them breaks when they move.
    """

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, "django.db.models.CharField", args, kwargs


class CountryColumn(CheckedColumn):
    """A column for a country code; forms and diffs show the country's name."""

    in_words = staticmethod(countries.name_of)

    def formfield(self, **options):
        return super().formfield(**{"form_class": CountryField} | options)


def country_column():
    """A column that holds an ISO 3166-1 alpha-2 code, or a user-assigned X code (Kosovo: XK)."""
    return CountryColumn(_("country"), max_length=2, null=True, blank=True, validators=[is_country])


def is_country(code):
    """Raise ValidationError unless the code is in ISO 3166-1 or user-assigned."""
    if not countries.is_code(code):
        raise ValidationError(
            _("“%(code)s” is not an ISO 3166-1 alpha-2 code; write AF for Afghanistan."),
            code="country",
            params={"code": code},
        )


def is_edtf(text):
    """Raise ValidationError if ctplatform.edtf.dates cannot read the text."""
    try:
        dates.parse(text)
    except dates.DateError as error:
        raise ValidationError(str(error), code="date") from error


def read_date(text):
    """The parsed date, or None if the text is empty or cannot be read."""
    try:
        return dates.parse(text) if text else None
    except dates.DateError:
        return None


def text_date(published):
    """The Date of a text that relative dates count from; None if it is not known exactly enough.

    `published` is its EDTF expression, which may be empty.
    """
    try:
        return relative_dates.reference_of(published) if published else None
    except dates.DateError:
        return None


class Derived(models.Model):
    """Base class for columns derived from others, set whenever the row is validated or saved."""

    derived = ()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        self.derive()
        if update_fields is not None:
            update_fields = {*update_fields, *self.derived}
        super().save(*args, update_fields=update_fields, **kwargs)

    def derive(self):
        """Set this row's derived columns; empty text becomes null, which means "not coded"."""
        for field in self._meta.concrete_fields:
            if field.null and getattr(self, field.attname) == "":
                setattr(self, field.attname, None)

    def clean(self):
        super().clean()
        self.derive()


class RegisterRecord(Derived, CuratedRecord):
    """A top-level record of the register.

    `searched` are the columns that a search looks through, folded into `search_text`;
    `passage_fields` are {name: label} of the fields that a passage can be linked to.
    """

    searched = ()
    passage_fields = {}
    derived = ("search_text",)

    search_text = models.TextField(editable=False, default="", blank=True)

    class Meta(CuratedRecord.Meta):
        abstract = True

    def derive(self):
        super().derive()
        self.search_text = fold(*(getattr(self, name) for name in self.searched))

    @classmethod
    def check_absences(cls, absences):
        """As in Record; a child collection that passages link to may be absent as well."""
        return super().check_absences(
            {
                name: kind
                for name, kind in absences.items()
                if name not in cls.passage_fields or kind not in ABSENCES
            }
        )


class ChildRecord(Derived, Row):
    """A row of a record, which follows its parent's state and visibility."""

    class Meta:
        abstract = True

    @property
    def parent_record(self):
        return getattr(self, self.visible_through[0])

    @property
    def project(self):
        return self.parent_record.project

    @property
    def project_id(self):
        return self.parent_record.project_id


def ordered_bounds(name):
    """The constraint that the earliest day is not after the latest, where both are known."""
    return Backstop(
        condition=Q(date_earliest__isnull=True)
        | Q(date_latest__isnull=True)
        | Q(date_earliest__lte=F("date_latest")),
        name=name,
    )


def same_days(one, other) -> bool:
    """Whether two EDTF expressions mean the same days; unreadable texts must be equal as text."""
    first, second = read_date(one), read_date(other)
    if first is None or second is None:
        return one == other
    return (first.earliest, first.latest) == (second.earliest, second.latest)


class Dated(models.Model):
    """A date as stated, with the bounds derived from it (inclusive; null means open or unknown).

    `date_words` are the source's own words, such as “Last month”.
    """

    date = edtf_column(_("date"))
    date_words = models.CharField(_("date in the source's words"), max_length=200, blank=True)
    date_earliest = models.DateField(_("earliest day"), null=True, blank=True, editable=False)
    date_latest = models.DateField(_("latest day"), null=True, blank=True, editable=False)
    date_precision = models.CharField(
        _("date known to the"), max_length=10, null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def derive_bounds(self):
        date = read_date(self.date)
        self.date_earliest = date.earliest if date else None
        self.date_latest = date.latest if date else None
        self.date_precision = date.precision if date else None

    def cleared_values(self, values):
        """The date's words and basis to clear when `values` set another date.

        Nothing is cleared if the words mean the new date as well.
        """
        date, words = values.get("date"), self.date_words
        if not (isinstance(date, str) and date and self.date) or same_days(date, self.date):
            return {}
        read = read_words(words) if words else None
        if read and same_days(read.edtf, date):
            return {}
        names = {field.name for field in self._meta.concrete_fields}
        basis = {"date_basis": None} if "date_basis" in names else {}
        return {"date_words": "", **basis} if words else basis

    @property
    def date_for_people(self):
        """“16 to 19 January 2013”; empty if there is no date."""
        date = read_date(self.date)
        return date.words if date else ""
