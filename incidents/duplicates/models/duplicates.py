"""Pairs of records that may be the same, with scores and decisions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import Row, VisibleQuerySet
from ctplatform.accounts.models import Project
from incidents.actors.models.actors import Actor
from incidents.duplicates.scoring import WEIGHTS
from incidents.events.models.incidents import Incident

PAIRS = ("incident", "actor")


class DuplicateSuggestionQuerySet(VisibleQuerySet):
    def of_live_records(self):
        """Pairs in which neither record is merged or withdrawn."""
        rows = self
        for side in SIDES:
            rows = rows.filter(**{f"{side}__merged_into": None}).exclude(
                **{f"{side}__state": "withdrawn"}
            )
        return rows

    def open(self):
        return self.of_live_records().filter(state=DuplicateSuggestion.State.OPEN)

    def with_id(self, pk):
        """Pairs with a record of this id."""
        found = Q(pk__in=[])
        for side in SIDES:
            found |= Q(**{side: pk})
        return self.filter(found)

    def of(self, record):
        """Pairs with this record."""
        noun = record._meta.model_name
        if noun not in PAIRS:
            return self.none()
        rows = self.filter(Q(**{f"first_{noun}": record}) | Q(**{f"second_{noun}": record}))
        return rows.select_related(f"first_{noun}", f"second_{noun}").order_by("-score", "id")


class DuplicateSuggestion(Row):
    """Two incidents, or two actors, that may be the same; the lower id comes first.

    `score` is 0 to 1, `parts` are its parts, {name: value}, without a place where only one of two
    incidents has one. A dismissed pair stays dismissed, however often it is found again.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DISMISSED = "dismissed", _("Not a duplicate")

    visible_through = ("first_incident", "second_incident", "first_actor", "second_actor")

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    first_incident = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="+")
    second_incident = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="+")
    first_actor = models.ForeignKey(Actor, models.CASCADE, null=True, related_name="+")
    second_actor = models.ForeignKey(Actor, models.CASCADE, null=True, related_name="+")
    score = models.FloatField(_("score"))
    parts = models.JSONField(_("made up of"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    at = models.DateTimeField(_("decided"), null=True)

    objects = DuplicateSuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        indexes = [
            models.Index(fields=["project", "state", "-score", "id"], name="duplicate_queue")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    first_incident__isnull=False,
                    second_incident__isnull=False,
                    first_actor__isnull=True,
                    second_actor__isnull=True,
                    first_incident__lt=F("second_incident"),
                )
                | Q(
                    first_incident__isnull=True,
                    second_incident__isnull=True,
                    first_actor__isnull=False,
                    second_actor__isnull=False,
                    first_actor__lt=F("second_actor"),
                ),
                name="a_pair_is_two_records_of_a_kind_in_order",
            ),
            *(
                models.UniqueConstraint(
                    fields=[f"first_{noun}", f"second_{noun}"],
                    condition=Q(**{f"first_{noun}__isnull": False}),
                    name=f"two_{noun}s_are_a_pair_once",
                )
                for noun in PAIRS
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="a_score_lies_between_0_and_1"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(by__isnull=False, at__isnull=False),
                name="who_dismissed_a_pair_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.first} / {self.second}"

    @property
    def noun(self) -> str:
        """ "incident" or "actor"."""
        return "incident" if self.first_incident_id else "actor"

    def other_than(self, record):
        """The other record of the pair."""
        return self.second if self.first.pk == record.pk else self.first

    @property
    def percent(self) -> str:
        return f"{self.score:.0%}"

    @property
    def because(self) -> str:
        """The parts of the score in words: what agrees, the largest contribution first."""
        if self.noun == "actor":
            return _said("“%(one)s” and “%(other)s” are names of theirs") % dict(
                zip(("one", "other"), self.parts.get("names", ("", "")), strict=False)
            )
        agree = {name: value for name, value in self.parts.items() if value > 0}
        order = sorted(agree, key=lambda name: -WEIGHTS[name] * agree[name])
        said = [f"{PARTS[name]} {agree[name]:.0%}" for name in order]
        return ", ".join(said if "place" in self.parts else [*said, _said("only one has a place")])

    @property
    def first(self):
        return getattr(self, f"first_{self.noun}")

    @property
    def second(self):
        return getattr(self, f"second_{self.noun}")


PARTS = {
    "date": _("date"),
    "place": _("place"),
    "perpetrator": _("perpetrator"),
    "attack_type": _("attack type"),
    "casualties": _("number of fatalities"),
}
SIDES = tuple(f"{side}_{noun}" for noun in PAIRS for side in ("first", "second"))
