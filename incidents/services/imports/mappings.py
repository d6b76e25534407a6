"""Mappings of columns that a project keeps, and finds again by the header of a file."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from incidents.mapping import check, fingerprint
from incidents.models import ImportMapping


@transaction.atomic
def save_mapping(*, by, project, name, header, columns) -> ImportMapping:
    """Keep a mapping under a name; one of the same name is replaced by its maker or an editor."""
    if wrong := list(check(columns, header)):
        raise ValidationError(wrong)
    kept = ImportMapping.objects.filter(project=project, name=name).first()
    mine = kept is None or kept.created_by_id == by.pk
    require_role(by, project, Role.ANNOTATOR if mine else Role.EDITOR)
    kept = kept or ImportMapping(project=project, name=name, created_by=by)
    kept.header, kept.columns = fingerprint(header), {**columns, "actors": {}}
    kept.full_clean()
    kept.save()
    return kept


def find_mapping(*, by, project, header) -> ImportMapping | None:
    """The mapping that was last kept for files with this header."""
    rows = ImportMapping.objects.visible_to(by).filter(project=project, header=fingerprint(header))
    return rows.order_by("-updated").first()


def meant(ambiguous: dict, chosen: dict) -> dict:
    """{name: id} of who is meant, of the choices that a dry run found; ValidationError else."""
    found = {}
    for name, choices in ambiguous.items():
        pk = chosen.get(name)
        if pk not in {str(choice[0]) for choice in choices}:
            raise ValidationError(_("Say who is meant by “%s”.") % name)
        found[name] = pk
    return found
