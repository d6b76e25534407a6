"""What holds, or is said to hold, between two actors, or between an actor and a place."""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.models import family
from ctplatform.curation.registry import curated, independent_sources
from ctplatform.records import VisibleQuerySet
from incidents import vocabularies
from incidents.models.actors import Actor
from incidents.models.facts import Backstop, Child, Dated, known, ordered_bounds, term
from incidents.models.gravity import sponsorship
from incidents.models.places import Place

OTHER_END = _("Choose another actor: this one is the subject.")
WHO_SAYS = _("Say who alleges it: an actor, or in words.")
PLACED = list(vocabularies.PLACE_RELATIONS)
LEAST_SOURCES = 2
STANDS = {"asserted", "ended"}


def require_grounds(before, after, relation, *, by, evidence=()):
    """Who is said to sponsor whom, in the register's own voice, is for an editor and two sources.

    Raises PermissionDenied or ValidationError where a relation begins to say so on less.
    """
    if not _accuses(after) or (before and _accuses(before) and before["object"] == after["object"]):
        return
    require_role(by, relation.project, Role.EDITOR)
    said_so = before and (*_told(before),) == (*_told(after),)
    found = independent_sources(
        relation.subject, "relations", others=(relation.object,), given=evidence,
        row=relation if said_so else None,  # what was said of another relation speaks for none
    )  # fmt: skip
    if found < LEAST_SOURCES:
        text = _(
            "That somebody sponsors an actor is asserted on passages of two independent sources;"
            " there are %(n)s. Link passages that support this relation, or of both actors, one of"
            " them with the field Relations and “supports”, or keep it alleged."
        )
        raise ValidationError({"status": text % {"n": found}})


def _told(values):
    return values["kind"], values["polarity"], values["object"]


def _accuses(values):
    return (values["kind"], values["polarity"]) == ("sponsors", "asserts") and (
        values["status"] in STANDS
    )


class RelationQuerySet(VisibleQuerySet):
    def of_actor(self, actor):
        """Relations of which an actor (or its id), or one merged into it, is either end."""
        its = family(Actor, [getattr(actor, "pk", actor)])
        return self.filter(Q(subject__in=its) | Q(object__in=its))


@curated(
    key="actor_relation",
    fields=(
        "kind", "object", "place", "polarity", "status", "confidence", "claimant",
        "claimant_words", "date", "date_words", "note",
    ),
    parent="subject",
    guard=require_grounds,
    grave=sponsorship,
)  # fmt: skip
class ActorRelation(Dated, Child):
    """Polarity "denies" stores that it does not hold. The kind says whether the other end is an
    actor (`object`) or a `place`. A symmetric kind is stored once, from either side."""

    visible_through = ("subject", "object", "claimant")
    derived = ("date_earliest", "date_latest", "date_precision", "identity")

    subject = models.ForeignKey(Actor, models.CASCADE, related_name="relations")
    kind = term(vocabularies.RELATION_KINDS, _("relation"), null=False, blank=False)
    object = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="relations_to",
        verbose_name=_("to the actor"),
    )  # fmt: skip
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    polarity = term(
        vocabularies.RELATION_POLARITIES, _("holds"), null=False, blank=False, default="asserts"
    )
    status = term(
        vocabularies.RELATION_STATUSES, _("status"), null=False, blank=False, default="asserted"
    )
    confidence = term(vocabularies.CONFIDENCES, _("confidence"))
    claimant = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="relations_claimed",
        verbose_name=_("said by"),
    )  # fmt: skip
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
            known("kind", vocabularies.RELATION_KINDS, "relation_kind_is_known"),
            known("polarity", vocabularies.RELATION_POLARITIES, "relation_polarity_is_known"),
            known("status", vocabularies.RELATION_STATUSES, "relation_status_is_known"),
            known("confidence", vocabularies.CONFIDENCES, "relation_confidence_is_known"),
            ordered_bounds("relation_does_not_end_before_it_begins"),
        ]

    def __str__(self):
        return f"{self.subject} {self.get_kind_display()} {self.other}"

    @property
    def told(self):
        """In words, never without who says so and how it stands, where it is not asserted."""
        kind = self.get_kind_display()
        kind = _("not: %s") % kind if self.polarity == "denies" else kind
        words = f"{self.subject} {kind} {self.other}"
        if self.status == "asserted":
            return words
        rest = "" if self.status == "alleged" else str(self.get_status_display())
        standing = ", ".join(filter(None, [self.said_words, rest]))
        return f"{words} ({standing})"

    @property
    def other(self):
        """The end that is not the subject."""
        return self.place if self.place_id else self.object

    @property
    def is_directed(self):
        return self.kind not in vocabularies.SYMMETRIC_RELATIONS

    @property
    def is_negative(self):
        """Whether it says that something does not hold."""
        return self.polarity == "denies" or self.kind == "unrelated_to"

    @property
    def said_by(self):
        """Who says so, in words; empty where nobody is named."""
        return self.claimant.name if self.claimant_id else self.claimant_words

    @property
    def said_by_shown(self):
        """The same as files have it, where nobody is named whose name stays inside the project."""
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
        told = (self.kind, *(ends if self.is_directed else sorted(ends)), *said)
        self.identity = sha256("\0".join(str(each or "") for each in told).encode()).hexdigest()

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
