"""Relations between two actors, or between an actor and a place, asserted or only alleged."""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import VisibleQuerySet
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.models import with_merged_ids
from ctplatform.curation.registry import curated, independent_sources, one_by_one
from incidents import vocabularies
from incidents.actors.approval_rules import states_sponsorship
from incidents.actors.models.actors import Actor
from incidents.places.models.places import Place
from incidents.records.models import (
    Backstop,
    ChildRecord,
    Dated,
    known_term,
    ordered_bounds,
    term_column,
)
from incidents.recounts.actor_days import mark_relation_days

OTHER_END = _("Choose another actor: this one is the subject.")
WHO_SAYS = _("Say who alleges it: an actor, or in words.")
PLACED = list(vocabularies.PLACE_RELATIONS)
LEAST_SOURCES = 2
STANDS = {"asserted", "ended"}


def require_grounds(before, after, relation, *, by, evidence=()):
    """Require an editor and two independent sources for a relation that asserts sponsorship.

    Only passages count that are linked to this relation and support it. Raises PermissionDenied or
    ValidationError where a relation begins to assert sponsorship without them.
    """
    if after is None or not _states_sponsorship(
        after
    ):  # it is withdrawn, or does not assert sponsorship
        return
    if before and _states_sponsorship(before) and before["object"] == after["object"]:
        return
    require_role(by, relation.project, Role.EDITOR)
    # Passages linked while the relation stated something else do not support the new statement.
    is_same = before and (*_stated_relation(before),) == (*_stated_relation(after),)
    found = independent_sources(relation) if is_same else 0
    if found < LEAST_SOURCES:
        text = _(
            "That somebody sponsors an actor is asserted on passages of two independent sources"
            " that are linked to this very relation and support it; there are %(n)s. Record it as"
            " alleged or hypothesised, link passages to it, and assert it then."
        )
        raise ValidationError({"status": text % {"n": found}})


def _stated_relation(values):
    return values["kind"], values["polarity"], values["object"]


def _states_sponsorship(values):
    said = values["kind"], values["polarity"], values["status"]
    return said in {("sponsors", "asserts", status) for status in STANDS}


class RelationQuerySet(VisibleQuerySet):
    def of_actor(self, actor):
        """Relations with this actor (or its id), or one merged into it, at either end."""
        its = with_merged_ids(Actor, [getattr(actor, "pk", actor)])
        return self.filter(Q(subject__in=its) | Q(object__in=its))


@curated(
    key="actor_relation",
    fields=(
        "kind",
        "object",
        "place",
        "polarity",
        "status",
        "confidence",
        "claimant",
        "claimant_words",
        "date",
        "date_words",
        "note",
    ),
    parent="subject",
    guard=require_grounds,
    two_approvals_reason=states_sponsorship,
    on_change=one_by_one(mark_relation_days),
)
class ActorRelation(Dated, ChildRecord):
    """A relation between an actor and another actor (`object`) or a `place`, as the kind requires.

    Polarity "denies" states that the relation does not hold. A symmetric kind is stored once, from
    either side.
    """

    visible_through = ("subject", "object", "claimant")
    derived = ("date_earliest", "date_latest", "date_precision", "identity")

    subject = models.ForeignKey(Actor, models.CASCADE, related_name="relations")
    kind = term_column(vocabularies.RELATION_KINDS, _("relation"), null=False, blank=False)
    object = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relations_to",
        verbose_name=_("to the actor"),
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    polarity = term_column(
        vocabularies.RELATION_POLARITIES, _("holds"), null=False, blank=False, default="asserts"
    )
    status = term_column(
        vocabularies.RELATION_STATUSES, _("status"), null=False, blank=False, default="asserted"
    )
    confidence = term_column(vocabularies.CONFIDENCES, _("confidence"))
    claimant = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relations_claimed",
        verbose_name=_("said by"),
    )
    claimant_words = models.CharField(_("said by, in words"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    identity = models.CharField(max_length=64, null=True, editable=False)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            Backstop(
                condition=Q(object__isnull=True) | ~Q(subject=F("object")),
                name="an_actor_is_not_related_to_itself",
            ),
            Backstop(
                condition=Q(kind__in=PLACED, place__isnull=False, object__isnull=True)
                | (~Q(kind__in=PLACED) & Q(place__isnull=True, object__isnull=False)),
                name="a_relation_has_the_other_end_that_its_kind_asks_for",
            ),
            Backstop(
                condition=~Q(status="alleged") | Q(claimant__isnull=False) | ~Q(claimant_words=""),
                name="an_alleged_relation_says_who_alleges_it",
            ),
            models.UniqueConstraint(
                fields=["identity"],
                name="a_relation_is_stored_once",
                violation_error_message=_(
                    "This relation is recorded already, perhaps from the other side."
                ),
            ),
            known_term("kind", vocabularies.RELATION_KINDS, "relation_kind_is_known"),
            known_term("polarity", vocabularies.RELATION_POLARITIES, "relation_polarity_is_known"),
            known_term("status", vocabularies.RELATION_STATUSES, "relation_status_is_known"),
            known_term("confidence", vocabularies.CONFIDENCES, "relation_confidence_is_known"),
            ordered_bounds("relation_does_not_end_before_it_begins"),
        ]

    def __str__(self):
        words = f"{self.subject} {self.phrase} {self.other}"
        return words if self.status == "asserted" else f"{words} ({self.get_status_display()})"

    @property
    def phrase(self):
        """The relation in words: "sponsors", or "does not sponsor" where it is denied."""
        if self.polarity == "denies":
            return gettext(self.label)
        return self.get_kind_display()

    @property
    def label(self):
        """The same words in English, for the API and exports."""
        denies = self.polarity == "denies"
        return (vocabularies.RELATION_DENIALS if denies else vocabularies.RELATION_KINDS)[self.kind]

    @property
    def sentence(self):
        """The relation in a sentence; unless it is asserted, with its claimant and status."""
        words = f"{self.subject} {self.phrase} {self.other}"
        if self.status == "asserted":
            return words
        rest = "" if self.status == "alleged" else str(self.get_status_display())
        claim = ", ".join(filter(None, [self.said_words, rest]))
        return f"{words} ({claim})"

    @property
    def other(self):
        """The end that is not the subject: the object or the place."""
        return self.place if self.place_id else self.object

    @property
    def is_directed(self):
        return self.kind not in vocabularies.SYMMETRIC_RELATIONS

    @property
    def is_negative(self):
        """Whether it states that there is no tie; "is not unrelated to" states one."""
        return (self.polarity == "denies") != (self.kind == "unrelated_to")

    @property
    def calls_for_merge(self):
        """Whether it asserts that two unmerged records are one actor."""
        stated = self.kind, self.status, self.polarity
        if stated != ("same_as", "asserted", "asserts") or not self.object_id:
            return False
        ends = (self.subject, self.object), (self.object, self.subject)
        return all(end.merged_into_id != other.pk for end, other in ends)

    @property
    def accuses(self):
        """Whether it asserts that somebody sponsors an actor, which needs two sources."""
        return _states_sponsorship(
            {name: getattr(self, name) for name in ("kind", "polarity", "status")}
        )

    @property
    def said_by(self):
        """The claimant's name or the words for the claimant; empty where nobody is named."""
        return self.claimant.name if self.claimant_id else self.claimant_words

    @property
    def said_by_shown(self):
        """The same for the API and exports: the name of a protected person becomes "a person"."""
        hides = self.claimant_id and self.claimant.is_protected
        return "a person" if hides else self.said_by

    @property
    def said_words(self):
        """“alleged by X”, “said by X”; empty where nobody is named."""
        said = _("alleged by %s") if self.status in ("alleged", "rejected") else _("said by %s")
        return said % self.said_by if self.said_by else ""

    def derive(self):
        super().derive()
        self.derive_bounds()
        ends = [str(self.subject_id), str(self.place_id or self.object_id)]
        said = (self.polarity, self.date, self.claimant_id, self.claimant_words)
        parts = (self.kind, *(ends if self.is_directed else sorted(ends)), *said)
        self.identity = sha256("\0".join(str(each or "") for each in parts).encode()).hexdigest()

    def clean(self):
        super().clean()
        if self.object_id and self.subject_id == self.object_id:
            raise ValidationError({"object": OTHER_END})
        self._check_ends()
        if self.status == "alleged" and not (self.claimant_id or self.claimant_words):
            raise ValidationError({"claimant": WHO_SAYS})

    def _check_ends(self):
        placed = self.kind in vocabularies.PLACE_RELATIONS
        wrong = {}
        if placed and not self.place_id:
            wrong["place"] = _("This kind of relation leads to a place: name it.")
        if not placed and not self.object_id:
            wrong["object"] = _("Name the actor that it leads to.")
        if placed and self.object_id:
            wrong["object"] = _("This kind of relation leads to a place; leave the actor out.")
        if not placed and self.place_id:
            wrong["place"] = _("This kind of relation leads to an actor; leave the place out.")
        if wrong:
            raise ValidationError(wrong)
