"""Pages to add a source (annotators) and to change it (its creator and editors), without review."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ctplatform.accounts.current_project.context import find_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.domain_errors import StaleVersion
from incidents.records.views.rules import is_allowed
from incidents.sources.forms import SourceForm
from incidents.sources.models import Source
from incidents.sources.services import (
    SOURCE_FIELDS,
    change_source,
    create_source,
    require_may_change_source,
)


@login_required
def create_page(request):
    project = find_project(request)
    if project is None:
        raise Http404
    require_role(request.user, project, Role.ANNOTATOR)
    form = SourceForm(request.POST or None, user=request.user, project=project)

    def write(values):
        return create_source(by=request.user, project=project, **values)

    return _edit_page(request, form, write, project, may_change=True)


def change_page(request, pk):
    source = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("project"), pk=pk
    )

    def opened(data=None):
        row = Source.objects.get(pk=pk)  # a fresh object, which the form modifies
        return SourceForm(data, instance=row, user=request.user, project=source.project)

    form = opened(request.POST or None)

    def write(values):
        values, version = form.changed(values), form.cleaned_data["version"]
        return change_source(source, values, by=request.user, expected_version=version)

    may_change = is_allowed(
        lambda row, by: require_may_change_source(row, by=by), source, request.user
    )
    return _edit_page(
        request, form, write, source.project, may_change=may_change, source=source, opened=opened
    )


def _edit_page(request, form, write, project, opened=None, **context):
    changed_meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            write({name: form.cleaned_data[name] for name in SOURCE_FIELDS})
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name if name in form.fields else None, texts)
        except StaleVersion:
            changed_meanwhile = form.over(opened())
            form = changed_meanwhile.form
        else:
            messages.success(request, _("Saved."))
            return redirect(f"/sources/?project={project.slug}")
    context |= {"form": form, "project": project, "changed_meanwhile": changed_meanwhile}
    return render(request, "incidents/sources/edit.html", context)
