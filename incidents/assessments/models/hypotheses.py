"""Analysis of competing hypotheses (Heuer 1999): hypotheses, items of evidence and ratings.

Hypotheses and items belong to an assessment and are curated. A rating belongs to one analyst, who
alone may change it, and is not curated; incidents.assessments.statistics.hypotheses scores them.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import Row
from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.assessments.models.assessments import Assessment
from incidents.events.models.incidents import Incident
from incidents.records.models import Backstop, ChildRecord, known_term, term_column


def position_column():
    return models.PositiveSmallIntegerField(_("position in the list"), default=0)


@curated(key="hypothesis", fields=("text", "position"), parent="assessment", title="text")
class Hypothesis(ChildRecord):
    """One of the competing explanations of an assessment; they exclude each other."""

    visible_through = ("assessment",)

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="hypotheses")
    text = models.CharField(_("hypothesis"), max_length=500)
    position = position_column()

    class Meta:
        verbose_name = _("hypothesis")
        verbose_name_plural = _("hypotheses")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "text"],
                name="assessment_has_a_hypothesis_once",
                violation_error_message=_("This hypothesis is there already."),
            ),
            Backstop(condition=~Q(text=""), name="hypothesis_says_something"),
        ]

    def __str__(self):
        return self.text[:80]


@curated(
    key="ach-item",
    fields=("text", "incident", "passage", "credibility", "relevance", "position"),
    parent="assessment",
)
class AchItem(ChildRecord):
    """A row of the matrix: a passage, an incident, or an argument or assumption in words.

    `passage` is the id of an annotation: `incidents` does not depend on the app of texts and looks
    it up through the registered kinds of evidence. `credibility` and `relevance` weigh the row;
    null counts as medium.
    """

    visible_through = ("assessment", "incident")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ach_items")
    text = models.TextField(_("in words"), blank=True)
    incident = models.ForeignKey(
        Incident,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    passage = models.UUIDField(_("passage"), null=True, blank=True)
    credibility = term_column(vocabularies.WEIGHTS, _("credibility"))
    relevance = term_column(vocabularies.WEIGHTS, _("relevance"))
    position = position_column()

    class Meta:
        verbose_name = _("item of the matrix")
        verbose_name_plural = _("items of the matrix")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(incident__isnull=False) | Q(passage__isnull=False),
                name="matrix_item_says_something",
                violation_error_message=_("Give a passage, an incident or words."),
            ),
            models.CheckConstraint(
                condition=Q(incident__isnull=True) | Q(passage__isnull=True),
                name="matrix_item_is_a_passage_or_an_incident",
                violation_error_message=_("Give a passage or an incident, not both."),
            ),
            known_term("credibility", vocabularies.WEIGHTS, "matrix_item_credibility_is_known"),
            known_term("relevance", vocabularies.WEIGHTS, "matrix_item_relevance_is_known"),
        ]

    def __str__(self):
        return self.text[:80] or str(self.incident or self.passage)


class AchRating(Row):
    """How consistent an item is with a hypothesis, as one analyst (`created_by`) rates it."""

    visible_through = ("item", "hypothesis")

    item = models.ForeignKey(AchItem, models.CASCADE, related_name="ratings")
    hypothesis = models.ForeignKey(Hypothesis, models.CASCADE, related_name="ratings")
    value = term_column(vocabularies.RATINGS, _("rating"), null=False, blank=False)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "hypothesis", "created_by"],
                name="an_analyst_rates_an_item_against_a_hypothesis_once",
            ),
            Backstop(condition=Q(created_by__isnull=False), name="a_rating_has_an_analyst"),
            known_term("value", vocabularies.RATINGS, "a_rating_is_known"),
        ]

    def __str__(self):
        return self.value
