"""Forms of records and their rows: GET shows them, POST passes the values to curation."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ctplatform.accounts.current_project.context import find_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import services as curation
from ctplatform.curation.errors import WrongState
from ctplatform.curation.queries.pending_reviews import review_words
from ctplatform.curation.registry import kind_of
from ctplatform.domain_errors import StaleVersion
from ctplatform.record_types.registry import record_type_at, record_type_of, row_type_at
from incidents.records.queries.texts import date_of_passages
from incidents.records.views.conflicts import moved_since, unmoved_since
from incidents.records.views.passages import picker_of, write_with_passages

CHANGED = gettext_lazy(
    "This record has changed since you opened it. It is shown as it is now: read it, then decide."
)


@login_required
def create_page(request, noun):
    """Add a record to the project."""
    editing, project = record_type_at(noun), find_project(request)
    if project is None:
        raise Http404
    require_role(request.user, project, Role.ANNOTATOR)
    form = editing.form(
        request.POST or None, user=request.user, project=project, reference=_text_date(request)
    )

    def write(values, **why):
        values = {name: value for name, value in values.items() if value not in (None, "")}
        return form.create(values | {"project": project}, **why)

    return edit_page(request, form, write, project, title=editing.add)


@login_required
def change_page(request, noun, pk):
    """Change a record, or propose to change it."""
    editing = record_type_at(noun)
    visible = editing.model.objects.get_visible_row(pk, request.user)
    record = get_object_or_404(visible.select_related("project"))
    curation.require_may_change(record, by=request.user)
    form = _bound_form(request, editing, record, record)
    return edit_page(request, form, form_writer(record, form), record.project, record=record)


@login_required
def add_row(request, noun, pk):
    """Add a row to the record `pk`."""
    editing = row_type_at(noun)
    kind = kind_of(editing.model)
    parent = get_object_or_404(kind.root.model.objects.get_visible_row(pk, request.user))
    curation.require_may_add(kind, parent, by=request.user)
    row = editing.model(**{kind.parent: parent})
    form = editing.form(
        request.POST or None,
        instance=row,
        user=request.user,
        project=parent.project,
        reference=_text_date(request, parent),
    )

    def write(values, **why):
        values = {name: value for name, value in values.items() if value not in (None, "")}
        return form.create(values | {kind.parent: parent}, **why)

    return edit_page(request, form, write, parent.project, record=parent, title=editing.add)


@login_required
def change_row(request, noun, pk):
    """Change or remove a row, or propose to."""
    editing = row_type_at(noun)
    row = get_object_or_404(editing.model.objects.get_visible_row(pk, request.user))
    parent = getattr(row, kind_of(row).parent)
    curation.require_may_change(row, by=request.user)
    form = _bound_form(request, editing, row, parent)
    if "remove" in request.POST:
        evidence = picker_of(request, form, parent.project, parent).ids
        why = {**why_of(request), "evidence": evidence}
        return run_action(request, parent, lambda: curation.withdraw_record(row, **why))
    write = form_writer(row, form)
    return edit_page(
        request, form, write, parent.project, record=parent, title=editing.add, row=row
    )


def _bound_form(request, editing, row, record):
    # The form edits a copy of its own: curation compares the values with the unchanged row.
    mine = editing.model.objects.get(pk=row.pk)
    return editing.form(
        request.POST or None,
        instance=mine,
        user=request.user,
        project=record.project,
        reference=_text_date(request, record),
    )


def _text_date(request, record=None):
    """The date of the text that a relative date counts from.

    It is the text of the passage that the form was opened from, else that of the passages linked to
    the record.
    """
    if passage := request.GET.get("passage"):
        try:
            return date_of_passages(request.user, ids=[UUID(passage)])
        except ValueError:
            return ""
    return date_of_passages(request.user, record=record) if record else ""


def form_writer(record, form):
    """Return the function with which `edit` writes a form's values to its record."""

    def write(values, **why):
        version = unmoved_since(record, form.cleaned_data.get("version"))
        return curation.change_record(record, values, expected_version=version, **why)

    return write


def edit_page(request, form, write, project, *, record=None, title="", row=None):
    """Show the form; or write its values, then go back to the record with a message."""
    changed_meanwhile, picker = None, picker_of(request, form, project, record)
    if request.method == "POST" and not picker.is_searching and form.is_valid():
        try:
            outcome = write_with_passages(write, form, picker, by=request.user)
        except ValidationError as error:
            form.refuse(error)
        except StaleVersion:
            changed_meanwhile = moved_since(form, request.user)
            form = changed_meanwhile.form
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            for text in getattr(form, "doubts", lambda _user: ())(request.user):
                messages.warning(request, text)
            return outcome_response(request, outcome, record or outcome.record)
    context = {
        "form": form,
        "project": project,
        "record": record,
        "row": row,
        "title": title,
        "changed_meanwhile": changed_meanwhile,
        "picker": picker,
        "back": address_of(record) if record else "../",
        "waits": record is not None
        and not kind_of(form.instance).personal
        and not curation.applies_at_once(record),
    }
    return render(request, "incidents/records/edit.html", context)


def outcome_response(request, outcome, record):
    """Show whether a change was saved or waits for review, and by whom; go back to the record."""
    if outcome.proposal:
        words = review_words(outcome.proposal, user=request.user, record=record)
        messages.success(request, words)
    else:
        messages.success(request, _("Saved."))
    return redirect(address_of(record))


def run_action(request, record, verb, done="", waits=None):
    """Call `verb`, show the result as a message, and go back to the record's page.

    `done` is the message on success; `waits(proposal)` returns it if the change waits for review.
    """
    try:
        outcome = verb()
    except StaleVersion:
        messages.error(request, CHANGED)
        return redirect(address_of(record))
    except (ValidationError, WrongState, PermissionDenied) as error:
        if isinstance(error, PermissionDenied) and not request.user.is_authenticated:
            raise
        texts = getattr(error, "messages", None) or [str(getattr(error, "detail", error))]
        messages.error(request, " ".join(texts))
        return redirect(address_of(record))
    if getattr(outcome, "proposal", None):
        proposal = outcome.proposal
        words = review_words(proposal, user=request.user, record=record)
        done = waits(proposal) if waits else words
    messages.success(request, done or _("Done. You can revert this in the history."))
    return redirect(address_of(record))


def why_of(request):
    return {"by": request.user, "reason": request.POST.get("reason", "")[:4000]}


def address_of(record):
    return record_type_of(record).address_of(record.pk)
