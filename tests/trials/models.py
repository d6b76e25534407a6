"""Trials: the proceedings against a person or a group."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents.models import Actor
from incidents.records.models import Dated, RegisterRecord, term_column

OUTCOMES = {"convicted": _("convicted"), "acquitted": _("acquitted"), "dropped": _("dropped")}


@curated(
    key="trial",
    title="title",
    fields=("title", "defendant", "court", "outcome", "date", "date_words", "note"),
)
class Trial(Dated, RegisterRecord):
    """The proceedings of a `court` against a `defendant`; `date` is the day of the judgment."""

    visible_through = ("defendant",)
    searched = ("title", "court", "note")
    derived = ("search_text", "date_earliest", "date_latest", "date_precision")
    passage_fields = {
        "title": _("Title"),
        "defendant": _("Defendant"),
        "court": _("Court"),
        "outcome": _("Outcome"),
        "date": _("Date"),
        "note": _("Note"),
    }

    title = models.CharField(_("title"), max_length=300)
    defendant = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("defendant")
    )
    court = models.CharField(_("court"), max_length=200, null=True, blank=True)
    outcome = term_column(OUTCOMES, _("outcome"))
    note = models.TextField(_("note"), null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        verbose_name = _("trial")
        verbose_name_plural = _("trials")

    def __str__(self):
        return self.title

    def derive(self):
        super().derive()
        self.derive_bounds()
