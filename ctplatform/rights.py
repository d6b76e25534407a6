"""What may be passed on: restricted rows leave the platform only with members of their project."""

from django.db.models import Q

RESTRICTED = "restricted"


def passed_on(rows, user):
    """`rows` (a QuerySet), without those that this person may see but not take along.

    A row is restricted where its `rights` say so, or those of anything that it hangs on
    (`visible_through`).
    """
    if user.is_superuser:
        return rows
    own = list(user.roles()) if user.is_authenticated else []
    return rows.filter(_may_leave(rows.model, own, ""))


def _may_leave(model, own, path):
    condition = Q()
    if "rights" in {field.name for field in model._meta.concrete_fields}:
        stated = f"{path}rights"
        condition &= (
            Q(**{f"{stated}__isnull": True})
            | ~Q(**{stated: RESTRICTED})
            | Q(**{f"{path}project__in": own})
        )
    for name in getattr(model, "visible_through", ()):
        field = model._meta.get_field(name)
        below = _may_leave(field.related_model, own, f"{path}{name}__")
        if below and field.null:
            below |= Q(**{f"{path}{name}__isnull": True})
        condition &= below
    return condition
