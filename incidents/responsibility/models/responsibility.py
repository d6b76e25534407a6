"""Statements of responsibility: an incident has any number of them, not one field."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated, one_by_one
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.events.models.incidents import Incident
from incidents.records.models import ChildRecord, Dated, known_term, ordered_bounds, term_column
from incidents.recounts.models import mark_named_days


@curated(
    key="responsibility",
    fields=(
        "speaker",
        "about",
        "kind",
        "date",
        "date_words",
        "mode",
        "channel",
        "authenticity",
        "note",
    ),
    parent="incident",
    on_change=one_by_one(mark_named_days),
    called_for_new=False,
)
class ResponsibilityStatement(Dated, ChildRecord):
    """`speaker` claims, heralds, attributes, suspects, denies, ... that `about` did it.

    The speaker may be the actor itself (a claim), its parent, a government or an author. `mode` is
    how the statement was made, `channel` where, `authenticity` whether it is really the speaker's.
    """

    visible_through = ("incident", "speaker", "about")
    derived = ("date_earliest", "date_latest", "date_precision")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="responsibility")
    speaker = models.ForeignKey(Actor, models.PROTECT, related_name="statements")
    about = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="statements_about"
    )
    kind = term_column(vocabularies.RESPONSIBILITY_KINDS, _("says"), null=False, blank=False)
    mode = term_column(vocabularies.CLAIM_MODES, _("said by"))
    channel = models.CharField(_("channel"), max_length=200, blank=True)
    authenticity = term_column(vocabularies.AUTHENTICITIES, _("authenticity"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("responsibility statement")
        verbose_name_plural = _("responsibility statements")
        constraints = [
            known_term("kind", vocabularies.RESPONSIBILITY_KINDS, "responsibility_kind_is_known"),
            known_term("mode", vocabularies.CLAIM_MODES, "responsibility_mode_is_known"),
            known_term(
                "authenticity", vocabularies.AUTHENTICITIES, "responsibility_authenticity_is_known"
            ),
            ordered_bounds("responsibility_does_not_end_before_it_begins"),
        ]

    def __str__(self):
        return f"{self.speaker} {self.get_kind_display()}"

    def derive(self):
        super().derive()
        self.derive_bounds()
