"""Actors: groups, states, people and labels that act or are said to; their names and relations."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.models.compared import Compared, not_compared
from incidents.models.facts import Child, Fact, country, edtf, fold, known, term
from incidents.models.gravity import named_person, sponsorship


@curated(
    key="actor", title="name", fields=("name", "kind", "description", "country", "active"),
    grave=named_person,
)  # fmt: skip
class Actor(Compared, Fact):
    """Who acts, speaks or is spoken about. `active` is an EDTF interval; `country` alpha-2.

    `other_names` repeats the texts of its aliases, so that lists and exports need no second query.
    """

    derived = ("search_text", "other_names", "compared")
    passage_fields = {
        "name": _("Name"), "aliases": _("Other names"), "kind": _("Kind"),
        "description": _("Description"), "country": _("Country"), "active": _("Active"),
        "relations": _("Relations"),
    }  # fmt: skip

    name = models.CharField(_("name"), max_length=200)
    kind = term(vocabularies.ACTOR_KINDS, _("kind"))
    description = models.TextField(_("description"), null=True, blank=True)
    country = country()
    active = edtf(_("active"))
    other_names = models.JSONField(default=list, editable=False)

    class Meta(Fact.Meta):
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        indexes = [*Fact.Meta.indexes, not_compared("actor")]
        constraints = [
            *Fact.Meta.constraints,
            known("kind", vocabularies.ACTOR_KINDS, "actor_kind_is_known"),
        ]

    def __str__(self):
        return self.name

    def derive(self):
        super().derive()
        if not self._state.adding:
            self.other_names = list(self.aliases.order_by("id").values_list("text", flat=True))
        self.search_text = fold(self.name, *self.other_names)


def refresh_names(before, after, alias):
    """Let a search find the actor by the names it has now."""
    actor = alias.actor
    actor.derive()
    Actor.objects.filter(pk=actor.pk).update(
        search_text=actor.search_text, other_names=actor.other_names, compared=False
    )


@curated(
    key="actor_alias", title="text", fields=("text", "kind", "language"), parent="actor",
    on_change=refresh_names,
)  # fmt: skip
class ActorAlias(Child):
    """Another name. Two actors may share one ("Taliban"); then a reader chooses."""

    visible_through = ("actor",)

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="aliases")
    text = models.CharField(_("name"), max_length=200)
    kind = term(vocabularies.ALIAS_KINDS, _("kind"))
    language = models.CharField(_("language"), max_length=35, null=True, blank=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "text"],
                name="an_actor_has_an_alias_once",
                violation_error_message=_("The actor has this name already."),
            ),
            known("kind", vocabularies.ALIAS_KINDS, "alias_kind_is_known"),
        ]

    def __str__(self):
        return self.text


@curated(
    key="actor_relation",
    fields=("kind", "object", "polarity", "status", "date", "note"),
    parent="subject",
    grave=sponsorship,
)
class ActorRelation(Child):
    """What holds, or is said to hold, between two actors. Polarity "denies" stores "unrelated"."""

    visible_through = ("subject", "object")

    subject = models.ForeignKey(Actor, models.CASCADE, related_name="relations")
    kind = term(vocabularies.RELATION_KINDS, _("relation"), null=False, blank=False)
    object = models.ForeignKey(Actor, models.PROTECT, related_name="relations_to")
    polarity = term(
        vocabularies.RELATION_POLARITIES, _("holds"), null=False, blank=False, default="asserts"
    )
    status = term(
        vocabularies.RELATION_STATUSES, _("status"), null=False, blank=False, default="asserted"
    )
    date = edtf(_("when"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject=F("object")),
                name="an_actor_is_not_related_to_itself",
                violation_error_message=_("Choose another actor: this one is the subject."),
            ),
            known("kind", vocabularies.RELATION_KINDS, "relation_kind_is_known"),
            known("polarity", vocabularies.RELATION_POLARITIES, "relation_polarity_is_known"),
            known("status", vocabularies.RELATION_STATUSES, "relation_status_is_known"),
        ]

    def __str__(self):
        return f"{self.subject} {self.get_kind_display()} {self.object}"

    def clean(self):
        super().clean()
        if self.subject_id == self.object_id:
            raise ValidationError({"object": _("Choose another actor: this one is the subject.")})
