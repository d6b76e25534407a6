"""The ids of incidents in external datasets, such as UCDP 59553."""

from collections import defaultdict
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.access.records import VisibleQuerySet
from ctplatform.accounts.models import Project
from incidents.events.models.incidents import Incident, themselves_or_merged

OWN_DATASET = "ctplatform"
"""The dataset name of this platform's own exports; ids in it are not shown."""
LABELS = {"ucdp-ged": "UCDP"}
MOST_FOUND = 500  # the most dataset rows that one search reads


class ExternalQuerySet(VisibleQuerySet):
    def incidents_of_words(self, words) -> list:
        """The ids of incidents whose dataset id is one of the folded words.

        The dataset, the id and the incident's own text together must contain all words.
        """
        if not any(character.isdigit() for word in words for character in word):
            return []
        rows = self.alias(lowered=Lower("external_id")).filter(lowered__in=words)
        rows = rows.values_list("incident", "dataset", "external_id", "incident__search_text")
        return [
            pk
            for pk, *texts in rows[:MOST_FOUND]
            if all(word in " ".join(texts).lower() for word in words)
        ]


class ExternalRecord(models.Model):
    """An incident's key in a dataset, and what that dataset stated when it was last imported.

    A newer file is compared with `stated`, not with the live record: only changes of the dataset
    itself are applied, and corrections by users stay. If `stated` has no `values`, the key came
    with an export of this platform, and what the dataset stated is not known. `import_job` is the
    id of the job that created the incident; the job itself is deleted after a month.
    """

    visible_through = ("incident",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="external_records")
    dataset = models.CharField(_("dataset"), max_length=60)
    external_id = models.CharField(_("key"), max_length=200)
    stated = models.JSONField(_("as stated"), default=dict)
    import_job = models.UUIDField(_("import"), null=True, blank=True, editable=False)

    objects = ExternalQuerySet.as_manager()

    class Meta:
        verbose_name = _("external record")
        verbose_name_plural = _("external records")
        indexes = [
            models.Index(Lower("external_id"), name="external_record_by_id"),
            models.Index(
                fields=["import_job"],
                condition=Q(import_job__isnull=False),
                name="external_record_by_import",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "dataset", "external_id"],
                name="a_project_reads_a_row_of_a_dataset_once",
            )
        ]

    def __str__(self):
        return f"{self.dataset} {self.external_id}"


class DatasetId(NamedTuple):
    """The id of an incident's row in a dataset."""

    dataset: str
    id: str

    def __str__(self):
        return f"{LABELS.get(self.dataset, self.dataset)} {self.id}"


def dataset_ids_of(canonical) -> dict:
    """{incident id: [DatasetId, ...]}, an incident's own first, in one query.

    `canonical` is {incident id: id of the incident it counts for}, of `canonical_ids`.
    """
    found = defaultdict(list)
    records = ExternalRecord.objects.exclude(dataset=OWN_DATASET).order_by("id")
    rows = records.filter(incident__in=list(canonical))
    rows = rows.values_list("incident", "dataset", "external_id")
    for pk, *names in sorted(rows, key=lambda row: row[0] != canonical[row[0]]):
        found[canonical[pk]].append(DatasetId(*names))
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
