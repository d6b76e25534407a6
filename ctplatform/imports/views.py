"""The page of all imports: drop files, see what each is, and what earlier ones did."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from annotations.articles.forms import add_form_errors
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.imports.forms import FilesForm
from ctplatform.imports.queries import imports_shown_in, listed_imports
from ctplatform.imports.services import ImportOptions, start_import
from ctplatform.jobs.views import PAGE


@dataclass(frozen=True)
class Outcome:
    """What became of one of several files: the page where it goes on, or why it was refused."""

    name: str
    label: str = ""
    page: str = ""
    is_mapped: bool = False
    refusal: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_project
def imports_page(request, project):
    """Drop files of any kind; each gets its dry run. Below it, all imports of the project."""
    form, outcomes = FilesForm(), []
    if request.method == "POST":
        require_role(request.user, project, Role.ANNOTATOR)
        form = FilesForm(request.POST, request.FILES)
        if form.is_valid():
            outcomes = _start_all(request, project, form)
            if len(outcomes) == 1 and outcomes[0].page:
                return redirect(outcomes[0].page)
    page = Paginator(imports_shown_in(project, request.user), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "project": project,
        "form": form,
        "outcomes": outcomes if len(outcomes) > 1 else [],
        "page": page,
        "rows": listed_imports(page, request.user),
        "may_add": has_role(request.user, project, Role.ANNOTATOR),
    }
    return render(request, "imports/page.html", context)


@login_required
@with_project
def former_start(request, project):
    """An address where imports of one kind began; a form that is sent there is still taken."""
    require_role(request.user, project, Role.ANNOTATOR)
    if request.method == "POST":
        return imports_page(request)
    return redirect(f"{reverse('imports')}?project={project.slug}")


@login_required
@with_project
def redirect_former_list(_request, project):
    """Redirect from the former list of imports of annotations."""
    return redirect(f"{reverse('imports')}?project={project.slug}")


def _start_all(request, project, form) -> list[Outcome]:
    values = dict(form.cleaned_data)
    given = values.pop("file")
    options = ImportOptions(**values)
    if len(given) > 1:
        return [_outcome(request, project, each, options) for each in given]
    try:
        return [_start_one(request, project, given[0], options)]
    except ValidationError as error:
        add_form_errors(form, error)
        return []


def _outcome(request, project, file, options):
    try:
        return _start_one(request, project, file, options)
    except ValidationError as error:
        return Outcome(file.name, refusal=" ".join(error.messages))


def _start_one(request, project, file, options) -> Outcome:
    started = start_import(file, by=request.user, project=project, options=options)
    if started.table is None:
        return Outcome(file.name, started.kind.label, started.job.get_absolute_url())
    request.session[f"import-{started.table.pk}"] = started.options
    page = reverse("import-mapping", args=[started.table.pk])
    return Outcome(file.name, started.kind.label, page, is_mapped=True)
