"""The dataset ids of incidents, as columns of an export that one SELECT reads."""

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat

from ctplatform.access.export_rights import passed_on
from ctplatform.database.functions import Listed
from incidents.events.models.dataset_ids import (
    COLUMNS,
    OWN_DATASET,
    DatasetId,
    ExternalRecord,
    columns_of,
)


def add_id_columns(columns, reader) -> dict:
    """The columns of incidents, with expressions for the ids that `fill_in_ids` needs.

    They select the incident's own ids, and those of merged records that the reader may see and
    export.
    """
    reader = reader or AnonymousUser()
    records = ExternalRecord.objects.exclude(dataset=OWN_DATASET)
    own = records.filter(incident=OuterRef("pk"))
    lent = records.filter(incident__merged_into=OuterRef("pk")).visible_to(reader)
    paths = (Value(""), _joined_ids(own), _joined_ids(passed_on(lent, reader)))
    return columns | dict(zip(COLUMNS, paths, strict=True))


def _joined_ids(rows):
    words = Concat("dataset", Value(" "), "external_id")
    rows = rows.order_by().values("project")  # the incident's records as one group
    return Subquery(rows.annotate(words=Listed(words, "id")).values("words"))


def fill_in_ids(rows, names) -> Iterator[tuple]:
    """Yield the rows with COLUMNS filled in from what `add_id_columns` selected."""
    start = names.index(COLUMNS[0])
    end = start + len(COLUMNS)
    for row in rows:
        _, own, lent = row[start:end]
        if own is None and lent is None:
            yield *row[:start], *NONE, *row[end:]
        else:
            ids = dict.fromkeys([*_parse_ids(own), *_parse_ids(lent)])
            yield *row[:start], *columns_of(list(ids)), *row[end:]


NONE = (None, None, [])


def _parse_ids(text):
    return [DatasetId(*line.split(" ", 1)) for line in text.split("\n")] if text else []
