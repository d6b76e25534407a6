"""Which visible incidents count for the incidents of a page: themselves, and those merged in."""

from ctplatform.access.visibility import visible_reference
from incidents.events.models.incidents import Incident


def canonical_ids(ids, user) -> dict:
    """{id of an incident: id of the incident it counts for}, in one query.

    `ids` are of incidents that the user sees; they come first and count for themselves. Then come
    the records merged into them that the user sees as well.
    """
    found = {pk: pk for pk in ids}
    merged = Incident.objects.filter(merged_into__in=list(found)).order_by("id")
    seen = merged.filter(visible_reference(Incident, user, "pk"))
    return found | dict(seen.values_list("pk", "merged_into"))
