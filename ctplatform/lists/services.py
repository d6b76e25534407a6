"""Save, change and delete views."""

from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.database.row_state import columns_of
from ctplatform.domain_errors import StaleVersion
from ctplatform.domain_errors.input_checks import refuse_nul
from ctplatform.lists.models import SavedView

PASSING = {"project", "page", "cursor", "format", "page_size"}


def query_to_save(query: str) -> str:
    """A query string without the parameters of one visit, such as project, page and cursor."""
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=False)
    return urlencode([(name, value) for name, value in pairs if name not in PASSING])


@transaction.atomic
def save_view(*, by, project, list, title, query="", shared=False) -> SavedView:
    """Save a list's filters and order; sharing them needs the role of annotator."""
    require_role(by, project, Role.ANNOTATOR if shared else Role.READER)
    view = SavedView(
        project=project,
        list=list,
        title=title.strip(),
        query=query_to_save(query),
        shared=shared,
        created_by=by,
    )
    refuse_nul(title=title, query=query)
    view.full_clean()
    view.save(force_insert=True)
    return view


@transaction.atomic
def change_view(view, values, *, by, expected_version=None) -> SavedView:
    """Rename or share a view, or change its filters; for its creator, and editors if shared."""
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    require_may_change(view, by=by)
    if expected_version not in (None, view.version):
        raise StaleVersion
    before = columns_of(view)
    for name, value in values.items():
        setattr(view, name, query_to_save(value) if name == "query" else value)
    if view.shared:
        require_role(by, view.project, Role.ANNOTATOR)
    view.full_clean()
    if columns_of(view) == before:
        return view
    view.version += 1
    view.save()
    return view


@transaction.atomic
def delete_view(view, *, by) -> None:
    require_may_change(view, by=by)
    view.delete()


def require_may_change(view, *, by) -> None:
    """Raise PermissionDenied unless the user made the view, or edits the project sharing it."""
    if view.created_by_id == by.pk and has_role(by, view.project, Role.READER):
        return
    if not (view.shared and has_role(by, view.project, Role.EDITOR)):
        raise PermissionDenied(_("Only the one who saved this view, or an editor, may change it."))
