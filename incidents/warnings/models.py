"""Warnings before an event: the issuer, the recipient, and the recipient's response."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated, one_by_one
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.events import chain_order
from incidents.events.models.incidents import Incident
from incidents.records.models import Dated, RegisterRecord, known_term, ordered_bounds, term_column
from incidents.recounts.models import mark_named_days
from incidents.recounts.record_days import mark_warning_days


def optional_actor(label):
    """An optional foreign key to an actor."""
    return models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def warning_changed(before, after, warning):
    """Mark the days of a warning, and those of the incident that it is about."""
    mark_named_days(before, after, warning)
    mark_warning_days(before, after, warning)


@curated(
    key="warning",
    title="title",
    fields=(
        "title",
        "issuer",
        "recipient",
        "incident",
        "date",
        "date_words",
        "specificity",
        "channel",
        "heeded",
        "recipient_position",
        "note",
    ),
    on_change=one_by_one(warning_changed),
)
class Warning(Dated, RegisterRecord):
    """A notice given by `issuer` to `recipient` before an event; `date` is when it was issued.

    It is a record of its own, since its incident may be unknown, or the event may never have
    happened. `heeded` is what the recipient did, `recipient_position` recipient's position.
    """

    visible_through = ("incident", "issuer", "recipient")
    searched = ("title", "note")
    derived = ("search_text", "date_earliest", "date_latest", "date_precision")
    passage_fields = {
        "title": _("Title"),
        "issuer": _("Issued by"),
        "recipient": _("Given to"),
        "incident": _("About"),
        "date": _("Issued"),
        "specificity": _("How specific"),
        "channel": _("Channel"),
        "heeded": _("Heeded"),
        "recipient_position": _("Recipient's position"),
        "note": _("Note"),
    }

    title = models.CharField(_("title"), max_length=300)
    issuer = optional_actor(_("issued by"))
    recipient = optional_actor(_("given to"))
    incident = models.ForeignKey(
        Incident,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="warnings",
        verbose_name=_("about"),
    )
    specificity = term_column(vocabularies.WARNING_SPECIFICITIES, _("how specific"))
    channel = term_column(vocabularies.WARNING_CHANNELS, _("channel"))
    heeded = term_column(vocabularies.WARNING_OUTCOMES, _("heeded"))
    recipient_position = term_column(vocabularies.RECIPIENT_POSITIONS, _("recipient's position"))
    note = models.TextField(_("note"), null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        constraints = [
            *RegisterRecord.Meta.constraints,
            known_term(
                "specificity", vocabularies.WARNING_SPECIFICITIES, "warning_specificity_is_known"
            ),
            known_term("channel", vocabularies.WARNING_CHANNELS, "warning_channel_is_known"),
            known_term("heeded", vocabularies.WARNING_OUTCOMES, "warning_outcome_is_known"),
            known_term(
                "recipient_position",
                vocabularies.RECIPIENT_POSITIONS,
                "warning_recipient_position_is_known",
            ),
            ordered_bounds("warning_does_not_end_before_it_begins"),
        ]

    def __str__(self):
        return self.title

    @property
    def apart(self):
        """What distinguishes it from warnings of the same title: its date."""
        return self.date_for_people

    def derive(self):
        super().derive()
        self.derive_bounds()

    def clean(self):
        super().clean()
        if self.incident and not self.dates_agree:
            message = _("A warning comes before its event, and “%(incident)s” is over by %(day)s.")
            facts = {"incident": self.incident, "day": self.incident.date_latest}
            raise ValidationError({"date": message % facts})

    @property
    def dates_agree(self):
        """Whether it may have been issued before its incident was over."""
        return self.incident is None or chain_order.dates_allow_order(
            self.date_earliest, self.incident.date_latest
        )
