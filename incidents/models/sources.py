"""Sources: who publishes what we read, and how far they are trusted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.records import Record
from incidents import vocabularies
from incidents.models.facts import Derived, choices, fold, known, term


class Source(Derived, Record):
    """A publisher, an office, a person. `reliability` is the Admiralty letter, A to F."""

    derived = ("search_text",)

    name = models.CharField(_("name"), max_length=200)
    kind = term(vocabularies.SOURCE_KINDS, _("kind"))
    url = models.URLField(_("address"), max_length=500, null=True, blank=True)
    reliability = models.CharField(
        _("reliability"),
        max_length=1,
        null=True,
        blank=True,
        choices=choices(vocabularies.RELIABILITIES),
    )
    note = models.TextField(_("why this grade"), blank=True)
    search_text = models.TextField(editable=False, default="", blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            known("kind", vocabularies.SOURCE_KINDS, "source_kind_is_known"),
            known("reliability", vocabularies.RELIABILITIES, "source_reliability_is_a_to_f"),
            models.UniqueConstraint(
                models.functions.Lower("name"),
                "project",
                name="a_project_names_a_source_once",
                violation_error_message=_("The project has a source of this name already."),
            ),
        ]

    def __str__(self):
        return self.name

    def derive(self):
        super().derive()
        self.search_text = fold(self.name, self.url)
