"""Look up the dataset ids that an export of this platform carries: known records, or new ids."""

from django.utils.translation import gettext as _

from incidents.events.models.dataset_ids import ExternalRecord
from incidents.events.models.incidents import Incident
from incidents.imports.services.own import as_exported


class DatasetIds:
    """The dataset ids in the rows of an import, looked up in chunks."""

    def __init__(self, project):
        self.project, self.stored, self.rows = project, {}, {}

    def look_up(self, chunk) -> None:
        """Find the ids of some rows that the project has already."""
        asked = {pair for stated in chunk for pair in stated.dataset_ids}
        if not asked:
            return
        rows = ExternalRecord.objects.filter(
            project=self.project,
            dataset__in={dataset for dataset, _key in asked},
            external_id__in={key for _dataset, key in asked},
        )
        found = rows.values_list("dataset", "external_id", "incident")
        self.stored |= {(name, key): pk for name, key, pk in found if (name, key) in asked}

    def known(self, chunk, found, *, by) -> dict:
        """{key: unsaved ExternalRecord} of rows that match a visible incident only by a dataset id.

        The incident's present values are the base of the change.
        """
        missing = {
            stated.key: self.stored[pair]
            for stated in chunk
            if stated.key not in found
            for pair in stated.dataset_ids
            if pair in self.stored
        }
        rows = Incident.objects.visible_to(by).filter(pk__in=missing.values())
        rows = rows.select_related("project", "place").prefetch_related("further_places__place")
        incidents = {row.pk: row for row in rows}
        return {key: as_exported(incidents[pk]) for key, pk in missing.items() if pk in incidents}

    def check(self, stated) -> None:
        """Add an error if another row of the file has the same id."""
        for dataset, key in stated.dataset_ids:
            before = self.rows.setdefault((dataset, key), stated.row)
            if before != stated.row:
                words = _("Row %(row)d has the id %(key)s of %(dataset)s already.")
                names = {"row": before, "key": key[:60], "dataset": dataset}
                stated.error("dataset_ids", words % names)

    def keys_of(self, stated, dataset) -> list:
        """(dataset, id) pairs to store for a new record, without those that the project has."""
        taken = [pair for pair in stated.dataset_ids if pair not in self.stored]
        return list(dict.fromkeys([(dataset, stated.key), *taken]))
