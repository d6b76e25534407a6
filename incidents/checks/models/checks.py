"""Checks: a claim of a text, and the comparison with the register by which it is judged."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.curation.registry import curated, one_by_one
from ctplatform.jobs.messages import send_wake_message_on_commit
from ctplatform.markings.levels import AMBER, RED, guard_marking, reason_of_lower_marking
from ctplatform.markings.models import Marked, marking_is_known
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.assessments.models.assessments import Assessment
from incidents.checks.models.parameters import (
    COMPARISONS,
    is_id,
    parameters_in_words,
    read_parameters,
    wrong_parameter,
)
from incidents.countries import countries
from incidents.events.models.incidents import Incident
from incidents.records.models import Backstop, RegisterRecord, known_term, term_column
from incidents.series.models.series import Series
from incidents.sources.models import Source

SUBJECTS = ("series", "incident", "actor", "assessment")
"""The fields with the record that a comparison reads."""
DEFINED_BY = ("comparison", "parameters", *SUBJECTS, "source", "marking", "state", "merged_into")
"""The fields that decide the computed outcome."""


class ParametersColumn(models.JSONField):
    """The column of the parameters; diffs show them in words."""

    in_words = staticmethod(parameters_in_words)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


def subject_key(model, label):
    """An optional foreign key to a record that a check is about."""
    return models.ForeignKey(
        model, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def check_was_changed(before, after, check):
    """Forget the computed outcome when the definition changes; workers compute it again."""
    if before and after and all(before.get(name) == after.get(name) for name in DEFINED_BY):
        return
    DataCheck.objects.filter(pk=check.pk).update(outcome=None)
    send_wake_message_on_commit()


def guard_check(before, after, check, *, by, evidence=()):
    """Refuse a marking that hides the check from the user, and an override by a non-reviewer."""
    guard_marking(before, after, check, by=by, evidence=evidence)
    names = ("override", "override_reason")
    was = [before.get(name) if before else None for name in names]
    now = [after.get(name) if after else None for name in names]
    if any(now) and was != now and not has_role(by, check.project, Role.REVIEWER):
        raise PermissionDenied(_("Only reviewers and editors override a computed outcome."))


@curated(
    key="datacheck",
    title="claim",
    label="label",
    fields=(
        "claim", "comparison", "parameters", *SUBJECTS, "resolves", "source", "override",
        "override_reason", "note", "marking",
    ),
    two_approvals_reason=reason_of_lower_marking,
    guard=guard_check,
    on_change=one_by_one(check_was_changed),
)  # fmt: skip
class DataCheck(Marked, RegisterRecord):
    """A claim that data can support or contradict, and the rule by which it is decided.

    `comparison` says what is compared, `parameters` how (see COMPARISONS), and one of `series`,
    `incident`, `actor` and `assessment` with what. For a comparison with something else,
    `assessment` is the judgement that the check tests; if it `resolves` it, the outcome of the
    assessment rests on the check. The passages that make the claim are linked
    to it as to any record. `source` is the source of the claim: what it states itself is no
    evidence for it. `outcome` is the last computed one, null until it is computed. A reviewer may
    set an `override`, with `override_reason`, which is shown beside it.
    """

    visible_through = (*SUBJECTS, "source")
    searched = ("claim", "note")
    summed = ("outcome",)
    passage_fields = {
        "claim": _("Claim"), "comparison": _("Compares"), "parameters": _("Rule"),
        "series": _("Counts"), "incident": _("Incident"), "actor": _("Actor"),
        "assessment": _("Assessment"), "source": _("Source of the claim"), "note": _("Note"),
    }  # fmt: skip

    claim = models.CharField(_("claim"), max_length=300)
    comparison = term_column(vocabularies.CHECK_COMPARISONS, _("compares"), null=False, blank=False)
    parameters = ParametersColumn(_("rule"), default=dict, blank=True)
    series = subject_key(Series, _("counts"))
    incident = subject_key(Incident, _("incident"))
    actor = subject_key(Actor, _("actor"))
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="checks",
        verbose_name=_("assessment"),
    )  # fmt: skip
    resolves = models.BooleanField(_("the assessment's outcome rests on it"), default=False)
    source = subject_key(Source, _("source of the claim"))
    override = term_column(vocabularies.OVERRIDES, _("outcome set by a reviewer"))
    override_reason = models.TextField(_("why it was set"), null=True, blank=True)
    note = models.TextField(_("note"), null=True, blank=True)
    outcome = term_column(vocabularies.CHECK_OUTCOMES, _("outcome"), editable=False)

    class Meta(RegisterRecord.Meta):
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            *RegisterRecord.Meta.constraints,
            marking_is_known("check_marking_is_known"),
            known_term("comparison", vocabularies.CHECK_COMPARISONS, "check_comparison_is_known"),
            known_term("override", vocabularies.OVERRIDES, "check_override_is_known"),
            known_term("outcome", vocabularies.CHECK_OUTCOMES, "check_outcome_is_known"),
            Backstop(
                condition=Q(override__isnull=True) | Q(override_reason__isnull=False),
                name="check_override_has_a_reason",
            ),
        ]

    def __str__(self):
        return self.claim

    @property
    def label(self) -> str:
        """The claim with its outcome, as lists of links and panels show it."""
        outcome = self.get_override_display() if self.override else self.get_outcome_display()
        return f"{self.claim} [{outcome}]" if outcome else self.claim

    @staticmethod
    def searched_words(words):
        """The words that a search for a typed or copied label looks for."""
        return words.rpartition(" [")[0] if words.endswith("]") and " [" in words else words

    @property
    def ceiling(self) -> str:
        """The strictest marking of the records that it may rest on, so that all who see it may
        know the outcome: its own, or amber for a red check, which users are named to see."""
        return AMBER if self.marking == RED else self.marking

    def clean(self):
        super().clean()
        if self.comparison not in COMPARISONS:
            return
        self.parameters = read_parameters(self.comparison, self.parameters)
        wrong = {**self._wrong_subjects(), **self._wrong_override()}
        if not wrong and self.series and self.series.record_type != "incident":
            text = _("Checks read incidents, and this series counts %(records)s: choose another.")
            counted = _(vocabularies.COUNTED_RECORDS[self.series.record_type])
            wrong = {"series": text % {"records": counted}}
        if not wrong and self.series:
            wrong = self._wrong_groups() or self._wrong_target()
        if wrong:
            raise ValidationError(wrong)

    def _wrong_subjects(self):
        """{field: message} where the record that the comparison needs is missing or not wanted."""
        about, wrong = COMPARISONS[self.comparison].about, {}
        if about and getattr(self, about) is None:
            wrong[about] = _("This comparison needs it.")
        for name in SUBJECTS:
            record = getattr(self, name)
            if record is None:
                continue
            if name not in (about, "assessment"):
                wrong[name] = _("This comparison does not read it: leave it empty.")
            elif self.project_id and record.project_id not in (self.project_id, None):
                wrong[name] = _("This record belongs to another project.")
        if self.resolves and self.assessment is None:
            wrong["assessment"] = _("Say which assessment rests on it.")
        return wrong

    def _wrong_target(self):
        """{field: message} where the actor whose share as the target is meant does not exist."""
        pk = self.parameters.get("target")
        here = Q(project=self.project_id) | Q(project=None)
        if not (pk and self.project_id) or Actor.objects.filter(here, pk=pk).exists():
            return {}
        text = _("there is no such actor in this project.")
        return {"parameters": [wrong_parameter("target", text)]}

    def _wrong_override(self):
        if bool(self.override) == bool(self.override_reason):
            return {}
        if self.override:
            return {"override_reason": _("Say why the outcome is another one.")}
        return {"override": _("Say which outcome this is the reason for.")}

    def _wrong_groups(self):
        """{field: message} where the series cannot have the groups that are named."""
        given, by = self.parameters, self.series.group_by
        names = {name: given[name] for name in ("group", "falls", "rises") if name in given}
        pairs = [*names.items(), *(("groups", each) for each in given.get("groups", []))]
        if not by:
            is_needed = pairs or COMPARISONS[self.comparison].needs_groups
            text = _("This series has no groups: choose one that counts each country apart.")
            return {"series": text} if is_needed else {}
        text = _("“%(name)s” is not a group by %(by)s that the series can have. %(as)s")
        strange = [(name, each) for name, each in pairs if not _is_group(self.series, each)]
        errors = [
            wrong_parameter(name, text % {"name": each, "by": by, "as": GROUPS_AS.get(by, "")})
            for name, each in strange
        ]
        return {"parameters": errors} if errors else {}


GROUPS_AS = {"country": _("Write AF for Afghanistan."), "actor": _("Write the actor's id.")}


def _is_group(series, name) -> bool:
    """Whether a series, by its definition, can have a group of this name."""
    if series.group_by == "country":
        codes = series.group_countries
        return countries.is_code(name) and (codes is None or name in codes)
    if series.group_by == "actor":
        return is_id(name)
    terms = vocabularies.SERIES_TERMS.get(series.group_by)
    return terms is None or name in terms
