"""Export rights: rows that are restricted or not marked CLEAR may be exported by members only."""

from django.db.models import Exists, OuterRef, Q

from ctplatform.markings.levels import CLEAR

RESTRICTED = "restricted"


def passed_on(rows, user):
    """Filter `rows` (a QuerySet) to those that the user may export.

    A row is restricted where its own `rights` or those of a row in `visible_through` say so; a
    marking above CLEAR restricts it likewise. A QuerySet may have a rule of its own,
    `passed_on_to(user)`.
    """
    if user.is_superuser:
        return rows
    if hasattr(rows, "passed_on_to"):
        return rows.passed_on_to(user)
    own = list(user.roles()) if user.is_authenticated else []
    return rows.filter(_may_leave(rows.model, own, ""))


def _may_leave(model, own, path):
    condition, columns = Q(), {field.name for field in model._meta.concrete_fields}
    inside = Q(**{f"{path}project__in": own})
    if "rights" in columns:
        stated = f"{path}rights"
        condition &= Q(**{f"{stated}__isnull": True}) | ~Q(**{stated: RESTRICTED}) | inside
    if "marking" in columns:
        condition &= Q(**{f"{path}marking": CLEAR}) | inside
    for name in getattr(model, "visible_through", ()):
        field = model._meta.get_field(name)
        if not field.null:
            condition &= _may_leave(field.related_model, own, f"{path}{name}__")
        elif below := _may_leave(field.related_model, own, ""):
            there = field.related_model.objects.filter(below, pk=OuterRef(f"{path}{name}"))
            condition &= Q(**{f"{path}{name}__isnull": True}) | Q(Exists(there))
    return condition
