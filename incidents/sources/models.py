"""Sources: publishers of what is read, and how reliable they are."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import Record
from incidents import vocabularies
from incidents.records.models import Backstop, Derived, fold, known_term, term_choices, term_column


class Source(Derived, Record):
    """A publisher, an office or a person; `reliability` is the Admiralty letter, A to F.

    `repeats` is the source whose reports it repeats; the two count as one source. A chain counts as
    its root, a circle as one source.
    """

    derived = ("search_text",)

    name = models.CharField(_("name"), max_length=200)
    kind = term_column(vocabularies.SOURCE_KINDS, _("kind"))
    url = models.URLField(_("address"), max_length=500, null=True, blank=True)
    reliability = models.CharField(
        _("reliability"),
        max_length=1,
        null=True,
        blank=True,
        choices=term_choices(vocabularies.RELIABILITIES),
    )
    note = models.TextField(_("why this grade"), blank=True)
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        verbose_name=_("repeats the reports of"),
    )
    search_text = models.TextField(editable=False, default="", blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            known_term("kind", vocabularies.SOURCE_KINDS, "source_kind_is_known"),
            known_term("reliability", vocabularies.RELIABILITIES, "source_reliability_is_a_to_f"),
            Backstop(
                condition=Q(repeats__isnull=True) | ~Q(repeats=F("pk")),
                name="a_source_does_not_repeat_itself",
            ),
            models.UniqueConstraint(
                models.functions.Lower("name"),
                "project",
                name="a_project_names_a_source_once",
                violation_error_message=_("The project has a source of this name already."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def apart(self):
        """Words that distinguish it from sources of the same name: “news agency · B”."""
        found = (self.get_kind_display() if self.kind else "", self.reliability)
        return " · ".join(str(each) for each in found if each)

    def derive(self):
        super().derive()
        self.search_text = fold(self.name, self.url)

    def clean(self):
        super().clean()
        if self.repeats_id and self.repeats_id == self.pk:
            raise ValidationError({"repeats": _("A source does not repeat itself.")})
        if self.repeats and self.repeats.project_id not in (None, self.project_id):
            raise ValidationError({"repeats": _("This source belongs to another project.")})
