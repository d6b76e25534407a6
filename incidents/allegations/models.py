"""Allegations: what somebody claims about a party, and the verdicts of others on the claim."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.models import CuratedQuerySet
from ctplatform.curation.registry import curated, one_by_one
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.allegations.approval_rules import changes_verdict
from incidents.allegations.labels import alleged_label, alleged_words
from incidents.countries import countries
from incidents.events.models.incidents import Incident
from incidents.records.labels import statement_in
from incidents.records.models import (
    ChildRecord,
    Dated,
    RegisterRecord,
    country_column,
    edtf_column,
    known_term,
    ordered_bounds,
    term_column,
)
from incidents.recounts.models import mark_named_days
from incidents.warnings.models import Warning, optional_actor

MOST_LEVELS = 20


class AllegationQuerySet(CuratedQuerySet):
    def not_withdrawn(self):
        """Allegations that are neither withdrawn nor merged into another."""
        return self.canonical().exclude(state="withdrawn")

    def with_voices(self):
        """Prefetch claimants, subjects and verdicts, without which an allegation is never shown."""
        claimants = Claimant.objects.select_related("actor").order_by("id")
        subjects = AllegationSubject.objects.select_related("actor").order_by("id")
        verdicts = Verdict.objects.select_related("reviewer").order_by("id")
        return self.select_related("subject", "target").prefetch_related(
            models.Prefetch("claimants", claimants),
            models.Prefetch("verdicts", verdicts),
            models.Prefetch("further_subjects", subjects),
        )

    def about(self, actors):
        """Allegations about one of the actors, or that name one as the target."""
        further = AllegationSubject.objects.filter(actor__in=actors).values("allegation")
        named = Q(subject__in=actors) | Q(target__in=actors)
        return self.filter(named | Q(pk__in=further))


@curated(
    key="allegation",
    title="proposition",
    label="label",
    fields=(
        "proposition", "kind", "subject", "target", "date", "date_words", "incident", "warning",
        "relation", "umbrella", "url", "note",
    ),
    on_change=one_by_one(mark_named_days),
)  # fmt: skip
class Allegation(Dated, RegisterRecord):
    """A contested claim about a party, as its claimants put it; the register does not assert it.

    `subject` is the party that it is about, with `further_subjects` where there are several;
    `target` is the party for or against which the subject is said to act; `umbrella` is the wider
    allegation that this one is a part of. Verdicts are child rows, each of one reviewer and with a
    scope: none is inherited from an umbrella or a similar allegation.
    """

    visible_through = ("incident", "warning", "subject", "target")
    hidden_with = {"claimants": "actor", "verdicts": "reviewer", "further_subjects": "actor"}
    searched = ("proposition", "note")
    derived = ("search_text", "date_earliest", "date_latest", "date_precision")
    passage_fields = {
        "proposition": _("Proposition"), "kind": _("Kind"), "claimants": _("Claimed by"),
        "subject": _("About"), "further_subjects": _("Also about"), "target": _("Target"),
        "date": _("Made"), "incident": _("Incident"), "warning": _("Warning"),
        "relation": _("Relation"),
        "umbrella": _("Part of"), "verdict": _("Verdict"), "note": _("Note"),
    }  # fmt: skip

    proposition = models.TextField(_("proposition"))
    kind = term_column(vocabularies.ALLEGATION_KINDS, _("kind"))
    subject = optional_actor(_("about"))
    target = optional_actor(_("target"))
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="allegations",
        verbose_name=_("incident"),
    )  # fmt: skip
    warning = models.ForeignKey(
        Warning, models.PROTECT, null=True, blank=True, related_name="allegations",
        verbose_name=_("warning"),
    )  # fmt: skip
    relation = models.ForeignKey(
        ActorRelation, models.SET_NULL, null=True, blank=True, related_name="allegations",
        verbose_name=_("relation"),
    )  # fmt: skip
    umbrella = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="cases",
        verbose_name=_("part of"),
    )  # fmt: skip
    url = models.URLField(_("first appeared at"), max_length=500, null=True, blank=True)
    note = models.TextField(_("note"), null=True, blank=True)

    objects = AllegationQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = _("allegation")
        verbose_name_plural = _("allegations")
        constraints = [
            *RegisterRecord.Meta.constraints,
            known_term("kind", vocabularies.ALLEGATION_KINDS, "allegation_kind_is_known"),
            ordered_bounds("allegation_does_not_end_before_it_begins"),
            models.CheckConstraint(
                condition=Q(umbrella__isnull=True) | ~Q(umbrella=F("id")),
                name="allegation_is_no_case_of_itself",
            ),
        ]

    def __str__(self):
        return alleged_label(self, 80)

    @property
    def label(self):
        """The proposition, marked as alleged or pledged."""
        return alleged_label(self)

    @property
    def alleged_words(self):
        """ "alleged" or "pledged", to be shown next to the proposition."""
        return alleged_words(self)

    @staticmethod
    def searched_words(words):
        """The words that a search for a typed or copied label looks for."""
        return statement_in(words)

    @property
    def apart(self):
        """Words that distinguish it from allegations with the same proposition: its date."""
        return self.date_for_people

    def derive(self):
        super().derive()
        self.derive_bounds()

    def clean(self):
        super().clean()
        if self.relation and self.relation.project_id != self.project_id:
            raise ValidationError({"relation": _("This relation belongs to another project.")})
        above, levels = self.umbrella, 0
        while above is not None:
            levels += 1
            if above.pk == self.pk or levels > MOST_LEVELS:
                raise ValidationError({"umbrella": _("An allegation cannot be a part of itself.")})
            above = above.umbrella


@curated(key="allegation_subject", fields=("actor", "note"), parent="allegation")
class AllegationSubject(ChildRecord):
    """A further actor whom an allegation is about, besides its `subject`."""

    visible_through = ("allegation", "actor")

    allegation = models.ForeignKey(Allegation, models.CASCADE, related_name="further_subjects")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+", verbose_name=_("actor"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("further subject of an allegation")
        verbose_name_plural = _("further subjects of allegations")
        constraints = [
            models.UniqueConstraint(
                fields=["allegation", "actor"],
                name="an_allegation_is_about_an_actor_once",
                violation_error_message=_("The allegation is about this actor already."),
            ),
        ]

    def __str__(self):
        return str(self.actor)

    def clean(self):
        super().clean()
        if self.actor_id and self.actor_id == self.allegation.subject_id:
            raise ValidationError({"actor": _("The allegation is about this actor already.")})


@curated(
    key="claimant", fields=("actor", "name", "country", "is_passive", "note"), parent="allegation"
)
class Claimant(ChildRecord):
    """Who makes an allegation: an actor, or voices that the text does not name ("in India").

    `is_passive` is true where the text uses the passive voice and leaves open who says so.
    """

    visible_through = ("allegation", "actor")

    allegation = models.ForeignKey(Allegation, models.CASCADE, related_name="claimants")
    actor = optional_actor(_("actor"))
    name = models.CharField(_("in the text's words"), max_length=200, blank=True)
    country = country_column()
    is_passive = models.BooleanField(_("in the passive voice"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("claimant")
        verbose_name_plural = _("claimants")
        constraints = [
            models.CheckConstraint(
                condition=Q(actor__isnull=False)
                | ~Q(name="")
                | Q(country__isnull=False)
                | Q(is_passive=True),
                name="a_claimant_is_said_to_be_somebody",
                violation_error_message=_(
                    "Name an actor, the text's words, a country, or say that nobody is named."
                ),
            ),
            models.UniqueConstraint(
                fields=["allegation", "actor"],
                name="an_actor_makes_an_allegation_once",
                violation_error_message=_("This actor makes the allegation already."),
            ),
        ]

    def __str__(self):
        land = countries.name_of(self.country)
        return str(self.actor or self.name or land or _("nobody named"))


@curated(
    key="verdict",
    fields=(
        "reviewer_kind", "reviewer", "rating", "rating_value", "scope_note", "words", "date",
        "note",
    ),
    parent="allegation",
    two_approvals_reason=changes_verdict,
)  # fmt: skip
class Verdict(ChildRecord):
    """One reviewer's verdict on an allegation; an allegation can have several.

    `scope_note` limits the verdict ("Russia only"), `words` are the reviewer's own ("dubiously"),
    `rating_value` is a number from 1 (false) to 5 (true) where the reviewer gave one.
    """

    visible_through = ("allegation", "reviewer")

    allegation = models.ForeignKey(Allegation, models.CASCADE, related_name="verdicts")
    reviewer_kind = term_column(vocabularies.REVIEWER_KINDS, _("reviewer"), null=False, blank=False)
    reviewer = optional_actor(_("who"))
    rating = term_column(vocabularies.VERDICT_RATINGS, _("rating"), null=False, blank=False)
    rating_value = models.PositiveSmallIntegerField(
        _("rating in numbers"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )  # fmt: skip
    scope_note = models.CharField(_("reaches to"), max_length=300, blank=True)
    words = models.CharField(_("in the reviewer's words"), max_length=200, blank=True)
    date = edtf_column(_("when"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            known_term(
                "reviewer_kind", vocabularies.REVIEWER_KINDS, "verdict_reviewer_kind_is_known"
            ),
            known_term("rating", vocabularies.VERDICT_RATINGS, "verdict_rating_is_known"),
            models.CheckConstraint(
                condition=Q(rating_value__isnull=True) | Q(rating_value__range=(1, 5)),
                name="verdict_is_rated_1_to_5",
            ),
        ]

    def __str__(self):
        return f"{self.get_rating_display()}: {self.reviewer or self.get_reviewer_kind_display()}"
