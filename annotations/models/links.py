from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.models.annotations import Annotation, DeletableQuerySet
from annotations.models.targets import chosen, exactly_one
from annotations.vocabularies import CREDIBILITY, RELEVANCE, ROLES
from ctplatform.records import Row
from incidents.models import (
    Actor,
    ActorRelation,
    Allegation,
    Assessment,
    Incident,
    Place,
    Warning,
)

TARGETS = {
    "incident": Incident,
    "actor": Actor,
    "place": Place,
    "assessment": Assessment,
    "warning": Warning,
    "allegation": Allegation,
}


RELATIONS = "relations"
"""The field of an actor of which a link may name one row."""


def target_name(record) -> str:
    """The name of the reference that holds a record of this kind."""
    return next(key for key, model in TARGETS.items() if isinstance(record, model))


class PassageLinkQuerySet(DeletableQuerySet):
    def visible_to(self, user):
        """Living links; those of a deleted passage are hidden with it."""
        return super().visible_to(user).filter(annotation__deleted=None)

    def about(self, record):
        """Living links that speak of this record, or of one that was merged into it."""
        name = target_name(record)
        living = {"deleted": None, "annotation__deleted": None}
        return self.filter(**{f"{name}__in": record.family_ids()}, **living)

    def shown_with(self, record):
        """Those about this record, and of an actor those that name a relation which it is part of,
        whichever end they speak of."""
        family = record.family_ids()
        said = Q(**{f"{target_name(record)}__in": family})
        if isinstance(record, Actor):
            ends = Q(subject__in=family) | Q(object__in=family)
            said |= Q(relation__in=ActorRelation.objects.filter(ends).values("pk"))
        return self.filter(said, deleted=None, annotation__deleted=None)

    def to_id(self, pk):
        found = Q()
        for name in TARGETS:
            found |= Q(**{name: pk})
        return self.filter(found)


class PassageLink(Row):
    """What a passage says of a record: a statement, never the record's value itself.

    `field` is one of the record's `passage_fields` (empty: the record as a whole) and
    `stated_value` what the passage says of it, as JSON, kept as stated. `credibility` is the
    Admiralty grade of the information, 1 to 6; the source's letter belongs to the source.
    `relevance` is how much it bears on the record. Passages that share an `independence_group`
    repeat one story (a wire report, a communiqué); where it is empty, the source is the group.

    `relation` is the one relation of the actor that it speaks of, where it speaks of one. The
    database lets it outlast that row, since a removal can be reverted: until then it is hidden.
    """

    visible_through = ("annotation", *TARGETS, "relation")

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="links")
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(Actor, models.CASCADE, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="+")
    assessment = models.ForeignKey(
        Assessment, models.CASCADE, null=True, blank=True, related_name="+"
    )
    warning = models.ForeignKey(Warning, models.CASCADE, null=True, blank=True, related_name="+")
    allegation = models.ForeignKey(
        Allegation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    relation = models.ForeignKey(
        ActorRelation, models.DO_NOTHING, null=True, blank=True, related_name="+",
        db_constraint=False, verbose_name=_("relation"),
    )  # fmt: skip
    role = models.CharField(_("stance"), max_length=12, choices=ROLES, default="mentions")
    field = models.CharField(_("field"), max_length=40, blank=True)
    stated_value = models.JSONField(_("stated value"), null=True, blank=True)
    credibility = models.PositiveSmallIntegerField(
        _("credibility"),
        null=True,
        blank=True,
        choices=CREDIBILITY,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
    )
    relevance = models.CharField(
        _("relevance"), max_length=6, null=True, blank=True, choices=RELEVANCE
    )
    independence_group = models.CharField(_("repeats the story of"), max_length=100, blank=True)
    deleted = models.DateTimeField(null=True, editable=False)

    objects = PassageLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(tuple(TARGETS)), name="a_link_has_exactly_one_target"
            ),
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)), name="the_stance_of_a_link_is_known"
            ),
            models.CheckConstraint(
                condition=Q(credibility=None) | Q(credibility__range=(1, 6)),
                name="credibility_is_graded_1_to_6",
            ),
            models.CheckConstraint(
                condition=Q(relevance=None) | Q(relevance__in=list(RELEVANCE)),
                name="the_relevance_of_a_link_is_known",
            ),
            *(
                models.UniqueConstraint(
                    fields=["annotation", name, "field", "role"],
                    condition=Q(deleted=None, **({"relation": None} if name == "actor" else {})),
                    name=f"a_passage_says_a_thing_of_a_{name}_once",
                )
                for name in TARGETS
            ),
            models.UniqueConstraint(
                fields=["annotation", "relation", "role"],
                condition=Q(deleted=None),
                name="a_passage_says_a_thing_of_a_relation_once",
            ),
            models.CheckConstraint(
                condition=Q(relation__isnull=True) | Q(actor__isnull=False, field=RELATIONS),
                name="a_relation_is_named_of_an_actor_and_its_relations",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.target}"

    @property
    def target_type(self) -> str:
        return chosen(self, TARGETS)

    @property
    def target_id(self):
        return getattr(self, f"{self.target_type}_id")

    @property
    def target(self):
        return getattr(self, self.target_type)

    def clean(self):
        known = TARGETS[self.target_type].passage_fields
        if self.field and self.field not in known:
            raise ValidationError(
                {"field": _("No such field. Known: %(names)s.") % {"names": ", ".join(known)}}
            )
        if self.relation_id:
            self._check_relation()

    def _check_relation(self):
        if not self.actor_id or self.field != RELATIONS:
            wrong = _("Only what is said of an actor's field Relations names one of them.")
            raise ValidationError({"relation": wrong})
        its = ActorRelation.objects.of_actor(self.actor.standing)
        if not its.filter(pk=self.relation_id).exists():
            raise ValidationError({"relation": _("This is no relation of that actor.")})
