"""Whether a user may still read all records in a file that was made for them earlier."""

from django.apps import apps
from django.utils.translation import gettext as _

from ctplatform.access.projects_of_rows import lookups_of, project_ids_of
from ctplatform.accounts.models import Project, Role


def contents_of(rows, user) -> dict:
    """What a file of these rows (a QuerySet) contains, as JSON.

    `projects` are {id: the role of the user who requested it, or ""}; `named` are {model: ids} of
    marked records that the user could see because they are named on them.
    """
    roles, ids = user.roles(), project_ids_of(rows)
    return {
        "is_superuser": user.is_superuser,
        "projects": {str(pk): roles[pk].value if pk in roles else "" for pk in ids},
        "named": _named(rows, user),
    }


def may_read_again(contents, user) -> bool:
    """Whether a user may still read all of a file; False if `contents` is unknown (None)."""
    if user.is_superuser:
        return True
    if not has_roles(contents, user):
        return False
    ids = contents["projects"].keys()
    if Project.objects.visible_to(user).filter(pk__in=ids).count() != len(ids):
        return False
    return all(
        apps.get_model(label).objects.visible_to(user).filter(pk__in=ids).count() == len(ids)
        for label, ids in contents["named"].items()
    )


def why_refused(contents, user) -> str:
    """Why the user may not download a file any more, and what to do; "" if they may."""
    if may_read_again(contents, user):
        return ""
    if contents is None:
        return _(
            "This file was made by an earlier release, which did not note what it holds, so it is"
            " no longer given out. Open the list and export it once more."
        )
    return _(
        "You may no longer read all that this file holds. Open the list and export it once more:"
        " the new file holds what you may read now."
    )


def has_roles(contents, user) -> bool:
    """Whether the user has lost no role in the projects of the contents; makes no query."""
    if user.is_superuser:
        return True
    if contents is None or contents["is_superuser"]:
        return False
    held = {str(pk): role.rank for pk, role in user.roles().items()}
    return all(
        held.get(pk, -1) >= Role(role).rank for pk, role in contents["projects"].items() if role
    )


def _named(rows, user):
    if hasattr(rows, "records_naming"):  # rows that refer to records of any kind
        return rows.records_naming(user)
    found = {}
    for path in lookups_of(rows.model, "named"):
        start = path.removesuffix("named")
        model = _model_at(rows.model, start)
        ids = rows.filter(**{path: user.pk}).order_by().values_list(f"{start}pk", flat=True)
        if ids := sorted({str(pk) for pk in ids if pk}):
            label = model._meta.label
            found[label] = sorted({*found.get(label, ()), *ids})
    return found


def _model_at(model, path):
    for name in filter(None, path.split("__")):
        model = model._meta.get_field(name).related_model
    return model
