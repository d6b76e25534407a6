from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.annotations.models import Annotation, DeletableQuerySet
from annotations.links.models.child_rows import (
    NAMED_ROWS,
    named_rows_of,
    one_row_at_most,
    shown_rows,
)
from annotations.links.models.targets import TARGETS, AboutRecord, chosen, exactly_one
from annotations.links.vocabulary import CREDIBILITY, RELEVANCE, ROLES
from ctplatform.access.records import Row
from incidents.models import (
    Actor,
    ActorRelation,
    CasualtyEstimate,
    Claimant,
    IncidentLink,
    Participation,
    ResponsibilityStatement,
    Verdict,
)


def _row(model):
    """A foreign key to one row of the record.

    The database lets it outlast that row, since the removal of a row can be reverted; until then
    the link is hidden.
    """
    return models.ForeignKey(
        model,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=model._meta.verbose_name,
    )


def target_name(record) -> str:
    """The name of the foreign key for a record of this type."""
    return next(key for key, model in TARGETS.items() if isinstance(record, model))


class PassageLinkQuerySet(DeletableQuerySet):
    def visible_to(self, user):
        """Links that are not deleted; those of a deleted passage are hidden with it."""
        return super().visible_to(user).filter(annotation__deleted=None)

    def about(self, record):
        """Links, without deleted ones, to this record or to one that was merged into it."""
        name = target_name(record)
        living = {"deleted": None, "annotation__deleted": None}
        return self.filter(**{f"{name}__in": record.family_ids()}, **living)

    def shown_with(self, record):
        """Links about this record; for an actor also those that name one of its relations.

        The latter may be about the other end of the relation.
        """
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


class PassageLink(AboutRecord, Row):
    """What a passage says about a record: a statement, never the record's value itself.

    `field` is one of the record's `passage_fields` (empty: the record as a whole) and
    `stated_value` is the value in the passage, as JSON, kept as stated. `credibility` is the
    Admiralty grade of the information, 1 to 6; the letter is the source's. `relevance` is how
    relevant the passage is for the record. Passages that share an `independence_group` repeat one
    report (a wire report, a communiqué); where it is empty, the source is the group.
    A link may name the one row of the record that it is about: a relation of an actor, an estimate,
    a statement of responsibility, a participation or a link of an incident, a claimant or a verdict
    of an allegation (see child_rows). Decision 83 explains why each has its own foreign key.
    `states_another_value` is whether the stated value differs from the record's; null until they
    have been compared (annotations/links/services/compared_values.py).
    """

    visible_through = ("annotation", *TARGETS, "relation")
    changes_with = ("annotation", *NAMED_ROWS)

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="links")
    relation = _row(ActorRelation)
    casualty_estimate = _row(CasualtyEstimate)
    responsibility_statement = _row(ResponsibilityStatement)
    participation = _row(Participation)
    incident_link = _row(IncidentLink)
    claimant = _row(Claimant)
    verdict = _row(Verdict)
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
    states_another_value = models.BooleanField(null=True, editable=False)
    deleted = models.DateTimeField(null=True, editable=False)

    objects = PassageLinkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(states_another_value=None), name="links_to_compare"
            )
        ]
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
                    condition=Q(deleted=None, **dict.fromkeys(named_rows_of(name))),
                    name=f"a_passage_says_a_thing_of_a_{name}_once",
                )
                for name in TARGETS
            ),
            *(
                models.UniqueConstraint(
                    fields=["annotation", name, "role"],
                    condition=Q(deleted=None),
                    name=f"a_passage_says_a_thing_of_a_{name}_once",
                )
                for name in NAMED_ROWS
            ),
            models.CheckConstraint(
                condition=one_row_at_most(), name="a_link_names_one_row_of_its_record_at_most"
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.target}"

    @classmethod
    def shown_only_if(cls, user, path):
        """The condition that the row named by a link exists and names nothing hidden.

        The row belongs to the link's own record, whose visibility is checked already: with a second
        check for each kind of row, PostgreSQL would take four times as long to plan the query.
        """
        return shown_rows(user, path)

    @property
    def target_type(self) -> str:
        return chosen(self, TARGETS)

    @property
    def target_id(self):
        return getattr(self, f"{self.target_type}_id")

    @property
    def target(self):
        return getattr(self, self.target_type)

    @property
    def row_type(self) -> str:
        """The name of the foreign key to the row that it names; "" where it names none."""
        return next((name for name in NAMED_ROWS if getattr(self, f"{name}_id")), "")

    @property
    def row_id(self):
        return getattr(self, f"{self.row_type}_id") if self.row_type else None

    def clean(self):
        known = TARGETS[self.target_type].passage_fields
        if self.field and self.field not in known:
            raise ValidationError(
                {"field": _("No such field. Known: %(names)s.") % {"names": ", ".join(known)}}
            )
        if self.row_type:
            self._check_row()

    def _check_row(self):
        name, kind = self.row_type, NAMED_ROWS[self.row_type]
        others = [other for other in NAMED_ROWS if other != name and getattr(self, f"{other}_id")]
        if others:
            wrong = _("A link names one row. Leave out: %(names)s.")
            raise ValidationError({name: wrong % {"names": ", ".join(others)}})
        if self.target_type != kind.target or self.field not in kind.fields:
            wrong = _("Only a link to the record's field %(fields)s names such a row.")
            raise ValidationError({name: wrong % {"fields": ", ".join(kind.fields)}})
        row = kind.rows_of(self.target).filter(pk=self.row_id).first()
        if row is None:
            raise ValidationError({name: _("This row does not belong to that record.")})
        if self.field not in kind.fields_of(row):
            wrong = _("This row is about the field %(fields)s.")
            raise ValidationError({"field": wrong % {"fields": ", ".join(kind.fields_of(row))}})
