"""The charts that are shown on the page of something else."""

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from incidents.charts.services import may_change_chart, same_place


def placed_charts(model, user, addresses, **place) -> dict:
    """The context of `incidents/charts/placed.html`: the charts placed on a row.

    `place` is {field of the model: row}; `addresses` are where one is added and where they are
    changed. A record shows the charts of those merged into it as well. The drawings are not read
    here: the page fetches each.
    """
    ((_name, row),) = place.items()
    rows = model.objects.visible_to(user).filter(**same_place(**place)).order_by("id")
    rows = list(rows.select_related("snapshot", model.PLACE))
    new, changes = addresses
    return {
        "rows": [(each, may_change_chart(each, user)) for each in rows],
        "may_add": row.project is not None and has_role(user, row.project, Role.ANNOTATOR),
        "new": new,
        "changes": changes,
    }
