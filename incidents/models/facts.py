"""What the register's models share: derived columns, absences, dates, references."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.models import CuratedRecord
from ctplatform.folding import fold
from ctplatform.records import ABSENCES, Row
from incidents import countries, dates, reckoning


def choices(vocabulary):
    """A vocabulary as Django's choices, translated where they are shown."""
    return [(slug, _(getattr(label, "label", label))) for slug, label in vocabulary.items()]


def term(vocabulary, label, **options):
    """A column that holds one slug of a vocabulary; null is not coded."""
    options = {"null": True, "blank": True} | options
    return models.CharField(label, max_length=30, choices=choices(vocabulary), **options)


class Backstop(models.CheckConstraint):
    """A rule that the row's own validation has applied already: the database alone repeats it.

    Django would otherwise send a SELECT for each of them before every write.
    """

    def validate(self, *args, **kwargs):
        """Nothing: choices and derived columns cannot be wrong here."""

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


def listed_by(noun, *columns):
    """What a list is sorted by at any depth: an index of each column, within the project."""
    return [
        models.Index(fields=["project", column, "id"], name=f"{noun}_by_{column}")
        for column in columns
    ]


def known(column, vocabulary, name):
    """The constraint that a column holds a slug of the vocabulary, or nothing."""
    return Backstop(
        condition=Q(**{f"{column}__in": list(vocabulary)}) | Q(**{f"{column}__isnull": True}),
        name=name,
    )


def edtf(label, **options):
    """A column that holds a date expression (incidents.dates); a diff says it in words."""
    column = models.CharField(
        label, max_length=dates.MAX_LENGTH, null=True, blank=True, validators=[is_edtf], **options
    )
    column.in_words = date_in_words
    return column


def date_in_words(text):
    """“16 to 19 January 2013”; what cannot be read is given as it stands."""
    date = read_date(text)
    return date.words if date else str(text)


def whole_number(label, most=10_000_000):
    """A column of a count, 0 to `most`: the databases differ in what they would hold."""
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(most)]
    )


def rank_of(vocabulary, slug):
    """The place of a slug in a vocabulary that has an order, from 1; None for none."""
    return list(vocabulary).index(slug) + 1 if slug in vocabulary else None


def sorted_name(vocabulary, slug):
    """What lists sort a term by: its name in English as a search folds it; None for none."""
    label = vocabulary.get(slug) if isinstance(slug, str) else None
    return fold(getattr(label, "label", label)) or None


def country(label=None):
    """A column that holds an ISO 3166-1 alpha-2 code, or a user-assigned X code (Kosovo: XK)."""
    label = label or _("country")
    return models.CharField(label, max_length=2, null=True, blank=True, validators=[is_country])


def is_country(code):
    """Raise ValidationError where the code is neither in ISO 3166-1 nor user-assigned."""
    if not countries.is_code(code):
        raise ValidationError(
            _("“%(code)s” is no ISO 3166-1 alpha-2 code; write AF for Afghanistan."),
            code="country",
            params={"code": code},
        )


def is_edtf(text):
    """Raise ValidationError where incidents.dates cannot read the text."""
    try:
        dates.parse(text)
    except dates.DateError as error:
        raise ValidationError(str(error), code="date") from error


def read_date(text):
    """The parsed date, or None where there is none or it cannot be read."""
    try:
        return dates.parse(text) if text else None
    except dates.DateError:
        return None


def text_date(published):
    """The Date of a text that relative ones count from, or None where it is not known well enough.

    `published` is its EDTF expression, which may be empty.
    """
    try:
        return reckoning.reference_of(published) if published else None
    except dates.DateError:
        return None


class Derived(models.Model):
    """Columns that follow from others, set whenever the row is validated or saved."""

    derived = ()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        self.derive()
        if update_fields is not None:
            update_fields = {*update_fields, *self.derived}
        super().save(*args, update_fields=update_fields, **kwargs)

    def derive(self):
        """Set this row's derived columns; empty text becomes null, which is "not coded"."""
        for field in self._meta.concrete_fields:
            if field.null and getattr(self, field.attname) == "":
                setattr(self, field.attname, None)

    def clean(self):
        super().clean()
        self.derive()


class Fact(Derived, CuratedRecord):
    """A top-level record of the register.

    `searched` are the columns that a search looks through, folded into `search_text`;
    `passage_fields` are the names, with labels, that a passage may speak about.
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
        """As in Record; a child collection that passages speak about may be absent as well."""
        return super().check_absences(
            {
                name: kind
                for name, kind in absences.items()
                if name not in cls.passage_fields or kind not in ABSENCES
            }
        )


class Child(Derived, Row):
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
    """The constraint that a date's bounds, where known, are in order."""
    return Backstop(
        condition=Q(date_earliest__isnull=True)
        | Q(date_latest__isnull=True)
        | Q(date_earliest__lte=F("date_latest")),
        name=name,
    )


class Dated(models.Model):
    """A date as stated, with the bounds that follow from it (inclusive; null is open or unknown).

    `date_words` are the source's own: “Last month”.
    """

    date = edtf(_("date"))
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

    @property
    def date_for_people(self):
        """“16 to 19 January 2013”; empty where there is no date."""
        date = read_date(self.date)
        return date.words if date else ""
