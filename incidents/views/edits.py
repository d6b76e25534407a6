"""Forms of records and their rows: GET shows, POST goes through the door and tells the outcome."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models as django_models
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ctplatform.accounts.context import find_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import services as door
from ctplatform.curation.errors import Stale, WrongState
from ctplatform.curation.registry import kind_of, register_form
from ctplatform.curation.services.eyes import approved_words
from incidents import models, services
from incidents.aggregates.texts import date_of_passages
from incidents.forms import contested, places, records, rows


@dataclass(frozen=True)
class Editing:
    """How rows of one noun are edited: model, form, and the title of the page that adds one."""

    model: type[django_models.Model]
    form: type
    add: str


RECORDS = {
    "incidents": Editing(models.Incident, records.IncidentForm, gettext_lazy("Add an incident")),
    "actors": Editing(models.Actor, records.ActorForm, gettext_lazy("Add an actor")),
    "assessments": Editing(
        models.Assessment, records.AssessmentForm, gettext_lazy("Add an assessment")
    ),
    "places": Editing(models.Place, places.PlaceForm, gettext_lazy("Add a place")),
    "warnings": Editing(models.Warning, contested.WarningForm, gettext_lazy("Add a warning")),
    "allegations": Editing(
        models.Allegation, contested.AllegationForm, gettext_lazy("Add an allegation")
    ),
}
ROWS = {
    "participations": Editing(
        models.Participation, rows.ParticipationForm, gettext_lazy("Who took part")
    ),
    "casualties": Editing(
        models.CasualtyEstimate, rows.CasualtyEstimateForm, gettext_lazy("Who was harmed")
    ),
    "responsibility": Editing(
        models.ResponsibilityStatement,
        rows.ResponsibilityForm,
        gettext_lazy("Who says who did it"),
    ),
    "incident-links": Editing(
        models.IncidentLink, contested.IncidentLinkForm, gettext_lazy("A link to another incident")
    ),
    "claimants": Editing(models.Claimant, contested.ClaimantForm, gettext_lazy("Who claims it")),
    "verdicts": Editing(models.Verdict, contested.VerdictForm, gettext_lazy("A verdict")),
    "names": Editing(models.ActorAlias, rows.AliasForm, gettext_lazy("Another name")),
    "kinds": Editing(
        models.ActorKindPeriod, rows.KindPeriodForm, gettext_lazy("What it was, and when")
    ),
    "sizes": Editing(models.ActorSizeEstimate, rows.SizeEstimateForm, gettext_lazy("A size")),
    "relations": Editing(models.ActorRelation, rows.RelationForm, gettext_lazy("A relation")),
    "judgements": Editing(models.Judgement, rows.JudgementForm, gettext_lazy("A judgement")),
    "assessment-scopes": Editing(
        models.AssessmentScope, rows.AssessmentScopeForm, gettext_lazy("Whom it speaks about")
    ),
    "hypotheses": Editing(models.Hypothesis, rows.HypothesisForm, gettext_lazy("A hypothesis")),
    "ach-items": Editing(models.AchItem, rows.AchItemForm, gettext_lazy("Evidence or argument")),
}
NOUNS = {editing.model: noun for noun, editing in RECORDS.items()}

for each in (*RECORDS.values(), *ROWS.values()):  # proposals are amended in the same forms
    register_form(each.model, each.form)


WAITS = gettext_lazy("This waits for review. A second person reads it.")


@login_required
def create(request, noun):
    """Add a record to the project."""
    editing, project = RECORDS[noun], find_project(request)
    if project is None:
        raise Http404
    require_role(request.user, project, Role.ANNOTATOR)
    form = editing.form(
        request.POST or None, user=request.user, project=project, reference=_reference(request)
    )

    def write(values, **why):
        values = {name: value for name, value in values.items() if value not in (None, "")}
        return _made(editing.model, values | {"project": project}, form, **why)

    return edit(request, form, write, project, title=editing.add)


def _made(model, values, form, **why):
    if model is models.Actor:
        return services.create_actor(values, aliases=form.cleaned_data["aliases"], **why)
    return door.create_record(model, values, **why)


@login_required
def change(request, noun, pk):
    """Change a record, or propose to."""
    editing = RECORDS[noun]
    visible = editing.model.objects.seen_row(pk, request.user)
    record = get_object_or_404(visible.select_related("project"))
    door.require_may_change(record, by=request.user)
    form = _bound(request, editing, record, record)
    return edit(request, form, changing(record, form), record.project, record=record)


@login_required
def add_row(request, noun, pk):
    """Add a row to the record `pk`."""
    editing = ROWS[noun]
    kind = kind_of(editing.model)
    parent = get_object_or_404(kind.root.model.objects.seen_row(pk, request.user))
    door.require_may_change(parent, by=request.user)
    row = editing.model(**{kind.parent: parent})
    form = editing.form(
        request.POST or None, instance=row, user=request.user, project=parent.project,
        reference=_reference(request, parent),
    )  # fmt: skip

    def write(values, **why):
        values = {name: value for name, value in values.items() if value not in (None, "")}
        return door.create_record(editing.model, values | {kind.parent: parent}, **why)

    return edit(request, form, write, parent.project, record=parent, title=editing.add)


@login_required
def change_row(request, noun, pk):
    """Change or remove a row, or propose to."""
    editing = ROWS[noun]
    row = get_object_or_404(editing.model.objects.seen_row(pk, request.user))
    parent = getattr(row, kind_of(row).parent)
    door.require_may_change(row, by=request.user)
    form = _bound(request, editing, row, parent)
    if "remove" in request.POST:
        return _act(request, parent, lambda: door.withdraw_record(row, **_why(request)))
    write = changing(row, form)
    return edit(request, form, write, parent.project, record=parent, title=editing.add, row=row)


def _bound(request, editing, row, record):
    # The form edits its own copy: the door compares with the row as it stands.
    mine = editing.model.objects.get(pk=row.pk)
    return editing.form(
        request.POST or None, instance=mine, user=request.user, project=record.project,
        reference=_reference(request, record),
    )  # fmt: skip


def _reference(request, record=None):
    """The date of the text that a relative date counts from: of the passage that the form was
    opened from, else of those that speak of the record."""
    if passage := request.GET.get("passage"):
        try:
            return date_of_passages(request.user, ids=[UUID(passage)])
        except ValueError:
            return ""
    return date_of_passages(request.user, record=record) if record else ""


def changing(record, form):
    """How a form changes its record, for `edit`."""

    def write(values, **why):
        version = form.cleaned_data.get("version")
        return door.change_record(record, values, expected_version=version, **why)

    return write


def edit(request, form, write, project, *, record=None, title="", row=None):
    """Show the form; or write it, and go back to the record with the outcome in words."""
    moved = None
    if request.method == "POST" and form.is_valid():
        try:
            outcome = write(form.values(), by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.refuse(error)
        except Stale:
            moved = type(form.instance).objects.get(pk=form.instance.pk)
            form.data = form.data.copy()
            form.data["version"] = moved.version
        except WrongState as error:
            form.add_error(None, str(error.detail))
        else:
            for text in getattr(form, "doubts", lambda _user: ())(request.user):
                messages.warning(request, text)
            return _answered(request, outcome, record or outcome.record)
    context = {
        "form": form,
        "project": project,
        "record": record,
        "row": row,
        "title": title,
        "moved": moved,
        "back": _address(record) if record else "../",
        "waits": record is not None and not door.applies_at_once(record),
    }
    return render(request, "incidents/edit.html", context)


def _answered(request, outcome, record):
    if outcome.proposal:
        messages.success(request, _("Your change waits for review. A second person reads it."))
    else:
        messages.success(request, _("Saved."))
    return redirect(_address(record))


@login_required
@require_POST
def publish(request, noun, pk):
    """Let a candidate count."""
    record = _record(request, noun, pk)
    return _act(
        request,
        record,
        lambda: door.publish(record, **_why(request)),
        _("Published."),
        waits=approved_words,
    )


@login_required
@require_POST
def withdraw(request, noun, pk):
    """Withdraw a record, or propose to."""
    record = _record(request, noun, pk)
    return _act(request, record, lambda: door.withdraw_record(record, **_why(request)))


def _record(request, noun, pk):
    rows = RECORDS[noun].model.objects.seen_row(pk, request.user)
    return get_object_or_404(rows.select_related("project"))


def _act(request, record, verb, done="", waits=lambda _proposal: WAITS):
    try:
        outcome = verb()
    except (ValidationError, WrongState, PermissionDenied) as error:
        if isinstance(error, PermissionDenied) and not request.user.is_authenticated:
            raise
        texts = getattr(error, "messages", None) or [str(getattr(error, "detail", error))]
        messages.error(request, " ".join(texts))
        return redirect(_address(record))
    if getattr(outcome, "proposal", None):
        done = waits(outcome.proposal)
    messages.success(request, done or _("Done. The history brings it back."))
    return redirect(_address(record))


def _why(request):
    return {"by": request.user, "reason": request.POST.get("reason", "")[:4000]}


def _address(record):
    return f"/{NOUNS[type(record)]}/{record.pk}/"
