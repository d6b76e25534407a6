"""The ids of incidents in external datasets, such as UCDP 59553."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models.functions import Lower

from incidents.events.models.incidents import themselves_or_merged
from incidents.imports.models import ExternalRecord

OWN_DATASET = "ctplatform"
"""The dataset name of this platform's own exports; ids in it are not shown."""
LABELS = {"ucdp-ged": "UCDP"}


class DatasetId(NamedTuple):
    """The id of an incident's row in a dataset."""

    dataset: str
    id: str

    def __str__(self):
        return f"{LABELS.get(self.dataset, self.dataset)} {self.id}"


def dataset_ids_of(incidents, user) -> dict:
    """{incident id: [DatasetId, ...]}, in two queries for any number of incidents.

    Ids of merged records count for their canonical record, if the user may see the merged record.
    """
    incidents, found = list(incidents), defaultdict(list)
    columns = ("dataset", "external_id")
    records = ExternalRecord.objects.exclude(dataset=OWN_DATASET).order_by("id")
    own = records.filter(incident__in=incidents)
    for pk, *names in own.values_list("incident", *columns):
        found[pk].append(DatasetId(*names))
    rows = records.filter(incident__merged_into__in=incidents).visible_to(user)
    for pk, *names in rows.values_list("incident__merged_into", *columns):
        found[pk].append(DatasetId(*names))
    return {pk: list(dict.fromkeys(ids)) for pk, ids in found.items()}


def columns_of(ids) -> tuple:
    """The values of COLUMNS: the first id's dataset and id, and all ids as dicts."""
    first = ids[0] if ids else DatasetId(None, None)
    return first.dataset, first.id, [each._asdict() for each in ids or ()]


COLUMNS = ("dataset", "dataset_id", "dataset_ids")


def with_dataset_id(rows, seen, dataset="", external_id=""):
    """Incidents among `rows` with such an id, or canonical records of a merged one with it.

    `seen` are all incidents that the user sees: other merged records match nothing.
    """
    found = ExternalRecord.objects.using(rows.db)
    if dataset:
        found = found.filter(dataset=dataset)
    if external_id:
        found = found.alias(lowered=Lower("external_id")).filter(lowered=external_id.lower())
    return rows.filter(themselves_or_merged(found.values("incident"), seen))
