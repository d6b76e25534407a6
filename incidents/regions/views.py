"""The region sets of a project, shown with the regions of UN M49."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.current_project.context import find_project
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.domain_errors import StaleVersion
from incidents.countries import countries, m49
from incidents.regions import services as regions_services
from incidents.regions.forms import RegionSetForm
from incidents.regions.models import RegionSet


@require_safe
@with_project
def region_set_list(request, project):
    """The sets that apply in the project, and the UN M49 regions with country counts."""
    rows = RegionSet.objects.visible_to(request.user)
    rows = list(rows.filter(Q(project=project) | Q(project=None)).order_by("name"))
    own = {row.key for row in rows if row.project_id}
    for row in rows:
        row.names = [countries.name_of(code) for code in row.countries]
    context = {
        "project": project,
        "sets": [row for row in rows if row.project_id or row.key not in own],
        "replaced": {row.key: row for row in rows if not row.project_id and row.key in own},
        "m49": [
            (code, name, len(m49.countries_of(code)))
            for code, (name, _above) in m49.REGIONS.items()
        ],
        "may_change": has_role(request.user, project, Role.EDITOR),
    }
    return render(request, "incidents/regions/list.html", context)


@login_required
def create_set(request):
    """Create a region set of the project."""
    project = _editable_project(request)
    form = RegionSetForm(request.POST or None)

    def write(values):
        regions_services.create_region_set(by=request.user, project=project, **values)

    return _edit_page(request, form, write, project)


@login_required
def change_set(request, pk):
    """Change the project's set; changing a shared set creates a copy in the project."""
    found = get_object_or_404(RegionSet.objects.visible_to(request.user), pk=pk)
    project = found.project or _editable_project(request)
    require_role(request.user, project, Role.EDITOR)

    def opened(data=None):
        row = RegionSet.objects.get(pk=pk)  # a fresh object, which the form modifies
        return RegionSetForm(data, instance=row, fixed_key=True)

    form = opened(request.POST or None)

    def write(values):
        if found.project_id is None:
            values["key"] = found.key
            return regions_services.create_region_set(by=request.user, project=project, **values)
        version = form.cleaned_data["version"]
        return regions_services.change_region_set(
            found, form.changed(values), by=request.user, expected_version=version
        )

    return _edit_page(request, form, write, project, found=found, opened=opened)


@login_required
@require_POST
def delete_set(request, pk):
    """Delete the project's set; a shared one of the same key applies again."""
    found = get_object_or_404(RegionSet.objects.visible_to(request.user), pk=pk)
    regions_services.delete_region_set(found, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect(f"/region-sets/?project={found.project.slug}")


def _editable_project(request):
    project = find_project(request)
    if project is None:
        raise Http404
    require_role(request.user, project, Role.EDITOR)
    return project


def _edit_page(request, form, write, project, found=None, opened=None):
    changed_meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            write(form.values())
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name if name in form.fields else None, texts)
        except StaleVersion:
            changed_meanwhile = form.over(opened())
            form = changed_meanwhile.form
        else:
            messages.success(request, _("Saved."))
            return redirect(f"/region-sets/?project={project.slug}")
    context = {
        "form": form,
        "project": project,
        "found": found,
        "changed_meanwhile": changed_meanwhile,
    }
    return render(request, "incidents/regions/edit.html", context)
