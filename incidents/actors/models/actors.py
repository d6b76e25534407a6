"""Actors: groups, states, people and labels that act, speak or are spoken about."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.roles import is_member
from ctplatform.curation.models import CuratedQuerySet
from ctplatform.curation.registry import curated
from ctplatform.markings.levels import guard_marking, reason_of_lower_marking
from ctplatform.markings.models import Marked, marking_is_known
from incidents import vocabularies
from incidents.actors.approval_rules import named_person
from incidents.countries import countries
from incidents.records.models import (
    Backstop,
    RegisterRecord,
    country_column,
    edtf_column,
    fold,
    known_term,
    listed_by,
    read_date,
    sorted_name,
    term_column,
    whole_number,
)
from incidents.records.models.compared import Compared, not_compared
from incidents.recounts.actor_days import mark_actor_days
from incidents.recounts.record_days import mark_days_of_records_naming

is_wikidata = RegexValidator(r"^Q[1-9][0-9]{0,11}\Z", _("Write the item's number: Q42418."))


def named_or_lowered(before, after):
    """The reason why a change of an actor needs two approvals, or None."""
    return named_person(before, after) or reason_of_lower_marking(before, after)


def actor_changed(changes):
    """Mark the days that series must recount after changes of actors."""
    mark_actor_days(changes)
    mark_days_of_records_naming(changes)


class ActorQuerySet(CuratedQuerySet):
    def named(self, text):
        """Actors with exactly this name or other name, ignoring case and accents."""
        folded = fold(text)[:300]
        aliases = self.model._meta.get_field("aliases").related_model.objects.of_name(text)
        return self.filter(Q(folded=folded) | Q(pk__in=aliases.values("actor")))

    def with_kind_on(self, day):
        """Annotate `kind_then`: the kind on a day by the kind periods, or else `kind`."""
        periods = self.model._meta.get_field("kind_periods").related_model.objects.of_day(day)
        then = periods.filter(actor=OuterRef("pk")).values("kind")[:1]
        return self.annotate(kind_then=Coalesce(Subquery(then), "kind"))


@curated(
    key="actor",
    title="name",
    fields=(
        "name",
        "kind",
        "person_sensitivity",
        "description",
        "country",
        "active",
        "founded",
        "ended",
        "membership_origins",
        "wikidata",
        "ucdp_actor_id",
        "acled_inter",
        "marking",
    ),
    on_change=actor_changed,
    two_approvals_reason=named_or_lowered,
    guard=guard_marking,
)
class Actor(Marked, Compared, RegisterRecord):
    """A group, state, person or label that acts, speaks or is spoken about.

    `active` is an EDTF interval, `country` an ISO 3166 alpha-2 code. `kind` is the kind today;
    earlier kinds are in the kind periods. `other_names` copies the texts of the aliases, so that
    lists and exports need no second query. Where the actor is based or operates is a relation to a
    place. `membership_origins` says in words where its members come from: an origin is never an
    actor. Lists sort by the folded name, by `kind_name` and `country_name` (folded too), and by
    `active_from`, the first day of `active`.
    """

    derived = (
        "search_text",
        "other_names",
        "folded",
        "compared",
        "kind_name",
        "country_name",
        "active_from",
    )
    withheld = {"person_sensitivity": vocabularies.PROTECTED_SENSITIVITIES}
    passage_fields = {
        "name": _("Name"),
        "aliases": _("Other names"),
        "kind": _("Kind"),
        "kinds": _("Kinds over time"),
        "person_sensitivity": _("Who this person is"),
        "description": _("Description"),
        "country": _("Country"),
        "active": _("Active"),
        "founded": _("Founded"),
        "ended": _("Ended"),
        "sizes": _("Size"),
        "membership_origins": _("Origins of members"),
        "relations": _("Relations"),
    }

    name = models.CharField(_("name"), max_length=200)
    kind = term_column(vocabularies.ACTOR_KINDS, _("kind"))
    person_sensitivity = term_column(vocabularies.PERSON_SENSITIVITIES, _("who this person is"))
    description = models.TextField(_("description"), null=True, blank=True)
    country = country_column()
    active = edtf_column(_("active"))
    founded = edtf_column(_("founded"))
    ended = edtf_column(_("ended"))
    membership_origins = models.TextField(_("origins of members"), null=True, blank=True)
    wikidata = models.CharField(
        _("Wikidata item"), max_length=13, null=True, blank=True, validators=[is_wikidata]
    )
    ucdp_actor_id = whole_number(_("UCDP actor id"))
    acled_inter = models.PositiveSmallIntegerField(
        _("ACLED interaction code"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
    )
    other_names = models.JSONField(default=list, editable=False)
    folded = models.CharField(max_length=300, default="", editable=False, db_index=True)
    kind_name = models.CharField(max_length=100, null=True, blank=True, editable=False)
    country_name = models.CharField(max_length=100, null=True, blank=True, editable=False)
    active_from = models.DateField(null=True, blank=True, editable=False)

    objects = ActorQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        indexes = [
            *RegisterRecord.Meta.indexes,
            not_compared("actor"),
            *listed_by(
                "actor", "folded", "kind_name", "country_name", "active_from", "state", "updated"
            ),
        ]
        constraints = [
            *RegisterRecord.Meta.constraints,
            marking_is_known("actor_marking_is_known"),
            known_term("kind", vocabularies.ACTOR_KINDS, "actor_kind_is_known"),
            known_term(
                "person_sensitivity", vocabularies.PERSON_SENSITIVITIES, "sensitivity_is_known"
            ),
            Backstop(
                condition=Q(person_sensitivity__isnull=True) | Q(kind="individual"),
                name="only_a_person_has_a_sensitivity",
            ),
            Backstop(
                condition=Q(acled_inter__isnull=True) | Q(acled_inter__range=(1, 8)),
                name="acled_inter_is_1_to_8",
            ),
            models.UniqueConstraint(
                fields=["project", "wikidata"],
                condition=~Q(state="withdrawn") & Q(merged_into=None),
                name="a_wikidata_item_is_one_actor_of_a_project",
                violation_error_message=_("Another actor of the project is this Wikidata item."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def apart(self):
        """What distinguishes it from others: “armed group · Afghanistan · since 1994”."""
        active = read_date(self.active)
        parts = (
            self.get_kind_display() if self.kind else "",
            countries.name_of(self.country),
            active.words if active else "",
        )
        return " · ".join(str(each) for each in parts if each)

    @property
    def is_protected(self):
        """Whether this is a person whose name only the project's members may see."""
        return self.person_sensitivity in vocabularies.PROTECTED_SENSITIVITIES

    def shown_to(self, user):
        """This actor, or an unnamed stand-in if the user may not see the person's name."""
        if not self.is_protected or is_member(user, self.project_id):
            return self
        return Actor(id=None, name=str(_("a person")), kind=self.kind)

    def kind_at(self, day):
        """The kind on a day: that of the latest period that may include it, or else `kind`."""
        found = self.kind_periods.of_day(day).values_list("kind", flat=True).first()
        return found or self.kind

    def derive(self):
        super().derive()
        if not self._state.adding:
            self.other_names = list(self.aliases.order_by("id").values_list("text", flat=True))
        self.search_text = fold(self.name, *self.other_names)
        self.folded = fold(self.name)[:300]
        self.kind_name = sorted_name(vocabularies.ACTOR_KINDS, self.kind)
        self.country_name = countries.sorted_name(self.country)
        active = read_date(self.active)
        self.active_from = active.earliest if active else None

    def clean(self):
        super().clean()
        founded, ended = read_date(self.founded), read_date(self.ended)
        if self.person_sensitivity and self.kind != "individual":
            raise ValidationError(
                {"person_sensitivity": _("Only an individual has it: choose that kind first.")}
            )
        first, last = founded and founded.earliest, ended and ended.latest
        if first and last and last < first:
            raise ValidationError({"ended": _("This is before it was founded.")})
