"""Codebooks of a project: read, copy, edit and publish them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.articles.forms import add_form_errors
from annotations.codebooks import services
from annotations.codebooks.code_keys import keys_of
from annotations.codebooks.forms import CodebookForm, CodeForm
from annotations.codebooks.models import Code, Codebook
from ctplatform.accounts.current_project.context import find_project
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.domain_errors import Conflict, StaleVersion


@require_safe
@with_project
def codebooks(request, project):
    rows = Codebook.objects.visible_to(request.user).usable_in(project)
    context = {
        "project": project,
        "rows": rows.annotate(code_count=Count("codes")).order_by("title", "-id"),
        "used": Codebook.objects.default_for(project),
        "may_change": has_role(request.user, project, Role.EDITOR),
    }
    return render(request, "annotations/codebooks/list.html", context)


@require_safe
def codebook(request, pk):
    book = _book(request, pk)
    project = book.project or find_project(request)
    codes = list(book.codes.with_uses(project, request.user).order_by("sort", "id"))
    keys = keys_of(codes)
    for code in codes:
        code.reading_key = keys[code.pk]
    is_draft = book.state == Codebook.State.DRAFT
    editor = has_role(request.user, project, Role.EDITOR) if project else False
    context = {
        "project": project,
        "book": book,
        "codes": list(in_tree(codes)),
        "may_change": editor and is_draft and book.project is not None,
        "may_copy": editor,
        "is_used": project and Codebook.objects.default_for(project) == book,
    }
    return render(request, "annotations/codebooks/page.html", context)


def in_tree(codes):
    """The codes, each below its parent, with its `depth`."""
    below = {}
    for code in codes:
        below.setdefault(code.parent_id, []).append(code)

    def walk(parent, depth):
        for code in below.get(parent, ()):
            code.depth = depth
            yield code
            yield from walk(code.pk, depth + 1)

    return walk(None, 0)


def _book(request, pk):
    rows = Codebook.objects.get_visible_row(pk, request.user)
    return get_object_or_404(rows.select_related("project", "copied_from"))


@login_required
@with_project
def new_codebook(request, project):
    """Create an empty draft, or with `?from=` a copy of another codebook."""
    require_role(request.user, project, Role.EDITOR)
    source = _copied(request)
    initial = {"edition": "1.0"}
    if source:
        initial |= {"title": source.title, "slug": source.slug, "description": source.description}
    form = CodebookForm(request.POST or None, initial=initial)

    def save(values):
        return services.create_codebook(
            by=request.user, project=project, copied_from=source, **values
        )

    words = {"heading": _("Copy the codebook") if source else _("New codebook"), "source": source}
    return _form(request, project, form, save, **words)


def _copied(request):
    """The codebook named by `?from=`; None without it."""
    wanted = request.GET.get("from")
    if not wanted:
        return None
    try:
        return _book(request, UUID(wanted))
    except ValueError as error:
        raise Http404 from error


@login_required
def change_codebook(request, pk):
    book = _book(request, pk)
    require_role(request.user, book.project, Role.EDITOR)

    def opened(data=None):
        return CodebookForm(data, instance=_book(request, pk))

    form = opened(request.POST or None)

    def save(values):
        values, version = form.changed(values), _version(request)
        return services.change_codebook(book, values, by=request.user, expected_version=version)

    words = {"heading": _("About the codebook"), "record": book}
    return _form(request, book.project, form, save, opened, **words)


@login_required
def new_code(request, pk):
    book = _book(request, pk)
    require_role(request.user, book.project, Role.EDITOR)
    initial = {"parent": request.GET.get("below"), "is_codable": True, "sort": book.codes.count()}
    form = CodeForm(request.POST or None, book=book, instance=Code(codebook=book), initial=initial)

    def save(_values):
        return services.add_code(by=request.user, codebook=book, **form.values()).codebook

    return _form(request, book.project, form, save, heading=_("New code"), book=book)


@login_required
def change_code(request, pk):
    rows = Code.objects.get_visible_row(pk, request.user).select_related("codebook__project")
    code = get_object_or_404(rows)
    book = code.codebook
    require_role(request.user, book.project, Role.EDITOR)

    def opened(data=None):
        return CodeForm(data, book=book, instance=rows.get())

    form = opened(request.POST or None)

    def save(_values):
        version = _version(request)
        services.change_code(code, form.changes(), by=request.user, expected_version=version)
        return book

    words = {"heading": code.label, "record": code, "book": book, "code": code}
    return _form(request, book.project, form, save, opened, **words)


def _version(request):
    """The version with which the form was opened; -1, which never matches, if it is invalid."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else -1


def _form(request, project, form, save, opened=None, **context):
    """Show the form, or save its values and go to its codebook."""
    if request.method == "POST" and form.is_valid():
        try:
            book = save({n: value for n, value in form.cleaned_data.items() if n != "version"})
        except StaleVersion:
            context["changed_meanwhile"] = form.over(opened())
            form = context["changed_meanwhile"].form
        except Conflict as conflict:
            form.add_error(None, str(conflict))
        except ValidationError as error:
            add_form_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("codebook", book.pk)
    context |= {"project": project, "form": form}
    return render(request, "annotations/codebooks/form.html", context)


@login_required
@require_POST
def publish_codebook(request, pk):
    return _do(request, services.publish_codebook, _book(request, pk), _("Published and frozen."))


@login_required
@require_POST
def delete_codebook(request, pk):
    return _do(request, services.delete_codebook, _book(request, pk), _("The draft is deleted."))


@login_required
@require_POST
def delete_code(request, pk):
    rows = Code.objects.get_visible_row(pk, request.user).select_related("codebook__project")
    code = get_object_or_404(rows)
    return _do(request, services.delete_code, code, _("The code is deleted."))


def _do(request, verb, record, words):
    """Run a service, or show its error on the codebook's page."""
    book = getattr(record, "codebook", record)
    project = book.project
    try:
        verb(record, by=request.user)
    except (Conflict, ValidationError) as refusal:
        said = getattr(refusal, "messages", None) or [str(refusal)]
        messages.error(request, " ".join(said))
        return redirect("codebook", book.pk)
    messages.success(request, words)
    if verb is services.delete_codebook:
        return redirect(f"/codebooks/?project={project.slug}")
    return redirect("codebook", book.pk)
