"""Links between incidents: one provoked, followed, or belongs with another."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import VisibleQuerySet
from ctplatform.accounts.models import Project
from ctplatform.curation.models import with_merged_ids
from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.events import chain_order
from incidents.events.models.incidents import Incident
from incidents.records.models import ChildRecord, known_term, term_column

ENDS = ("kind", "incident", "incident__merged_into", "to", "to__merged_into")


def require_no_circle(before, after, link, *, by, evidence=()):
    """Refuse a link that closes a circle, even one that two users add in halves at the same time.

    Neither transaction sees the other's half, so the ordered links of a project are written one
    after another, and each is checked again.
    """
    if link.is_ordered and link.status != "rejected":
        _write_in_turn(link.project_id)
        link.to.refresh_from_db(fields=["merged_into"])  # its own end is locked, this one is not
        link.check_circle()


def _write_in_turn(project):
    Project.objects.select_for_update(no_key=True).get(pk=project)


class IncidentLinkQuerySet(VisibleQuerySet):
    def touching(self, incidents):
        """Links that begin or end at one of the incidents."""
        return self.filter(Q(incident__in=incidents) | Q(to__in=incidents))

    def ordered(self):
        """Links that imply an order and are not rejected."""
        return self.filter(kind__in=chain_order.ORDERED).exclude(status="rejected")

    def edges_from(self, incidents):
        """The edges that start at any of the incidents, between canonical records."""
        rows = self.ordered().touching(with_merged_ids(Incident, incidents))
        for link in rows.select_related("incident", "to").only(*ENDS):
            first, then = chain_order.ordered_ends(link.kind, *link.canonical_ids)
            if first in incidents:
                yield chain_order.Edge(first, then, link)

    def in_words(self, links, user):
        """“A” provoked “B”; “B” was followed by “C”; hidden links are only mentioned."""
        seen = self.visible_to(user).select_related("incident", "to").in_bulk([x.pk for x in links])
        hidden = _now("a link that you may not see")
        return "; ".join(seen[x.pk].words if x.pk in seen else hidden for x in links)


@curated(
    key="incident_link",
    fields=("kind", "to", "status", "target_mismatch", "note"),
    parent="incident",
    guard=require_no_circle,
)
class IncidentLink(ChildRecord):
    """A link from one incident to another; it is a child row of the incident that it starts at.

    `target_mismatch`: the response struck a party other than the one held responsible for the first
    attack.
    """

    visible_through = ("incident", "to")

    incident = models.ForeignKey(
        Incident, models.CASCADE, related_name="links", verbose_name=_("from")
    )
    kind = term_column(vocabularies.INCIDENT_LINK_KINDS, _("link"), null=False, blank=False)
    to = models.ForeignKey(Incident, models.PROTECT, related_name="links_to", verbose_name=_("to"))
    status = term_column(
        vocabularies.INCIDENT_LINK_STATUSES,
        _("status"),
        null=False,
        blank=False,
        default="asserted",
    )
    target_mismatch = models.BooleanField(_("the answer struck somebody else"), default=False)
    note = models.TextField(_("note"), blank=True)

    objects = IncidentLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to an incident")
        verbose_name_plural = _("links to incidents")
        constraints = [
            models.CheckConstraint(
                condition=~Q(incident=F("to")),
                name="an_incident_is_not_linked_to_itself",
                violation_error_message=_("Choose another incident: this one is where it begins."),
            ),
            models.UniqueConstraint(
                fields=["incident", "kind", "to"],
                name="an_incident_has_a_link_of_a_kind_to_another_once",
                violation_error_message=_("The two incidents have this link already."),
            ),
            known_term("kind", vocabularies.INCIDENT_LINK_KINDS, "incident_link_kind_is_known"),
            known_term(
                "status", vocabularies.INCIDENT_LINK_STATUSES, "incident_link_status_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.incident} {self.get_kind_display()} {self.to}"

    def clean(self):
        super().clean()
        if self.to_id is None:  # the form reports that it is missing
            return
        if self.incident_id == self.to_id:
            message = _("Choose another incident: this one is where it begins.")
            raise ValidationError({"to": message})
        if self.incident.project_id != self.to.project_id:
            raise ValidationError({"to": _("The two belong to different projects.")})
        if self.is_ordered and self.status != "rejected":
            self._check_order()

    def _check_order(self):
        first, then = self.ends
        if not self.dates_agree:
            raise ValidationError(
                {
                    "kind": _now("“%(first)s” (%(from)s) cannot come before “%(then)s” (%(to)s).")
                    % {
                        "first": first,
                        "from": first.date_for_people,
                        "then": then,
                        "to": then.date_for_people,
                    }
                }
            )
        self.check_circle()

    def check_circle(self):
        """Raise ValidationError if the later end leads to the earlier one already."""
        first, then = self.ends
        start, goal = chain_order.ordered_ends(self.kind, *self.canonical_ids)[::-1]
        others = IncidentLink.objects.exclude(pk=self.pk)
        if chain_order.shortest_path(start, goal, others.edges_from) is not None:
            message = _("This closes a circle: “%(then)s” leads to “%(first)s” already.")
            raise ValidationError({"to": message % {"first": first, "then": then}})

    @staticmethod
    def require_separate(gone, kept, *, by):
        """Refuse to merge two incidents where links lead from one to the other.

        Cause and effect would become one event. Merges and links of a project are written one at a
        time. Undoing a merge needs no such check: if there is no circle between canonical records,
        there is none between the records merged into them.
        """
        _write_in_turn(gone.project_id)
        following = IncidentLink.objects.edges_from
        for start, goal in ((gone.pk, kept.pk), (kept.pk, gone.pk)):
            if way := chain_order.shortest_path(start, goal, following):
                named = IncidentLink.objects.in_words([edge.link for edge in way], by)
                text = _now("Merged, the two would close a circle of causes: %(links)s.")
                raise ValidationError({"into": text % {"links": named}})

    @property
    def words(self):
        """The link as a sentence, its ends in quotation marks."""
        ends = {"incident": self.incident, "kind": self.get_kind_display(), "to": self.to}
        return _now("“%(incident)s” %(kind)s “%(to)s”") % ends

    @property
    def canonical_ids(self):
        """The ids of the canonical records of its two ends, in their order."""
        return tuple(each.merged_into_id or each.pk for each in (self.incident, self.to))

    @property
    def is_ordered(self):
        """Whether the link says which of the two came first."""
        return self.kind in chain_order.ORDERED

    @property
    def ends(self):
        """The two incidents, the earlier first if the link is ordered."""
        return chain_order.ordered_ends(self.kind, self.incident, self.to)

    @property
    def dates_agree(self):
        first, then = self.ends
        return not self.is_ordered or chain_order.dates_allow_order(
            first.date_earliest, then.date_latest
        )

    @property
    def lag_days(self):
        """Days from the earlier to the later incident; None unless both are known to the day."""
        first, then = self.ends
        if {first.date_precision, then.date_precision} != {"day"}:
            return None
        return (then.date_earliest - first.date_earliest).days
