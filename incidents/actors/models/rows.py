"""Child rows of an actor: other names, kinds over time and size estimates."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import VisibleQuerySet
from ctplatform.curation.registry import curated, one_by_one
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.records.models import (
    Backstop,
    ChildRecord,
    Dated,
    fold,
    known_term,
    ordered_bounds,
    term_column,
)
from incidents.records.models.estimated import (
    Estimated,
    contradictory_without_figures,
    ordered_figures,
)
from incidents.sources.models import Source

is_language = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", _("Write a language tag, such as ar, fa or zh-Hant.")
)
is_script = RegexValidator(
    r"^[A-Z][a-z]{3}\Z", _("Write an ISO 15924 code: Arab, Cyrl, Latn, Hans.")
)


class AliasQuerySet(VisibleQuerySet):
    def of_name(self, text):
        """Aliases with exactly this text, ignoring case and accents."""
        return self.filter(folded=fold(text)[:300])


def refresh_names(before, after, alias):
    """Update the actor's search text and `other_names` after a change of an alias."""
    actor = alias.actor
    actor.derive()
    Actor.objects.filter(pk=actor.pk).update(
        search_text=actor.search_text, other_names=actor.other_names, compared=False
    )


@curated(
    key="actor_alias",
    title="text",
    fields=("text", "kind", "language", "script", "ambiguous"),
    parent="actor",
    on_change=one_by_one(refresh_names),
)
class ActorAlias(ChildRecord):
    """Another name of an actor.

    `ambiguous` says that a user has to choose what it means: two actors may share a name
    ("Taliban"), or it may also mean a place ("Moscow").
    """

    visible_through = ("actor",)
    derived = ("folded",)

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="aliases")
    text = models.CharField(_("name"), max_length=200)
    kind = term_column(vocabularies.ALIAS_KINDS, _("kind"))
    language = models.CharField(
        _("language"), max_length=35, null=True, blank=True, validators=[is_language]
    )
    script = models.CharField(
        _("script"), max_length=4, null=True, blank=True, validators=[is_script]
    )
    ambiguous = models.BooleanField(_("ambiguous name"), default=False)
    folded = models.CharField(max_length=300, default="", editable=False, db_index=True)

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "text"],
                name="an_actor_has_an_alias_once",
                violation_error_message=_("The actor has this name already."),
            ),
            known_term("kind", vocabularies.ALIAS_KINDS, "alias_kind_is_known"),
        ]

    def __str__(self):
        return self.text

    def derive(self):
        super().derive()
        self.folded = fold(self.text)[:300]


class PeriodQuerySet(VisibleQuerySet):
    def on_day(self, day):
        """Periods that may include a day."""
        begun = Q(date_earliest__lte=day) | Q(date_earliest=None)
        lasting = Q(date_latest__gte=day) | Q(date_latest=None)
        return self.filter(begun, lasting)

    def of_day(self, day):
        """The same, ordered so that the period that begins last comes first."""
        return self.on_day(day).order_by(F("date_earliest").desc(nulls_last=True), "-id")


@curated(key="actor_kind", fields=("kind", "date", "date_words", "note"), parent="actor")
class ActorKindPeriod(Dated, ChildRecord):
    """The kind of an actor during a period: insurgents until August 2021, then an authority."""

    visible_through = ("actor",)
    derived = ("date_earliest", "date_latest", "date_precision")

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="kind_periods")
    kind = term_column(vocabularies.ACTOR_KINDS, _("kind"), null=False, blank=False)
    note = models.TextField(_("note"), blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind over time")
        verbose_name_plural = _("kinds over time")
        constraints = [
            known_term("kind", vocabularies.ACTOR_KINDS, "period_kind_is_known"),
            Backstop(condition=Q(date__isnull=False), name="a_kind_period_has_a_date"),
            ordered_bounds("kind_period_does_not_end_before_it_begins"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.date_for_people}"

    def derive(self):
        super().derive()
        self.derive_bounds()

    def clean(self):
        super().clean()
        if not self.date:
            raise ValidationError({"date": _("Say when: “until August 2021”, or 2021-08-15/..")})


@curated(
    key="actor_size",
    fields=(
        "date",
        "date_words",
        "low",
        "best",
        "high",
        "qualifier",
        "unit",
        "stated",
        "source",
        "note",
    ),
    parent="actor",
)
class ActorSizeEstimate(Dated, Estimated, ChildRecord):
    """One estimate of how many members, fighters or others an actor had at `date`.

    `stated` holds the source's words; “more than 3,000” is low 3001 with best and high null.
    """

    visible_through = ("actor", "source")
    derived = ("date_earliest", "date_latest", "date_precision")

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="size_estimates")
    unit = term_column(vocabularies.SIZE_UNITS, _("of"), null=False, blank=False, default="members")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("size estimate")
        verbose_name_plural = _("size estimates")
        constraints = [
            known_term("unit", vocabularies.SIZE_UNITS, "size_unit_is_known"),
            known_term("qualifier", vocabularies.CASUALTY_QUALIFIERS, "size_qualifier_is_known"),
            contradictory_without_figures("contradictory_sizes_leave_the_range_empty"),
            ordered_figures("size_low_is_at_most_best_and_best_at_most_high"),
            models.CheckConstraint(
                condition=Q(low__isnull=False)
                | Q(best__isnull=False)
                | Q(high__isnull=False)
                | ~Q(stated=""),
                name="a_size_says_something",
                violation_error_message=_("Give a figure, or the source's words."),
            ),
            ordered_bounds("size_does_not_end_before_it_begins"),
        ]

    def __str__(self):
        return f"{self.figures} {self.get_unit_display()}"

    def cleared_values(self, values):
        return {**Dated.cleared_values(self, values), **Estimated.cleared_values(self, values)}

    def derive(self):
        super().derive()
        self.derive_bounds()
