"""The dataset ids of incidents, as columns of an export that one SELECT reads."""

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
    """The columns of incidents, with expressions for the ids that `id_filler` needs.

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


def id_filler(names):
    """Return the function that sets COLUMNS in a row (a list of values of these `names`).

    They are made from what `add_id_columns` selected.
    """
    start = names.index(COLUMNS[0])
    part = slice(start, start + len(COLUMNS))

    def fill_in(row):
        _, own, lent = row[part]
        if own is None and lent is None:
            row[part] = NONE
        else:
            ids = dict.fromkeys([*_parse_ids(own), *_parse_ids(lent)])
            row[part] = columns_of(list(ids))

    return fill_in


NONE = (None, None, [])


def _parse_ids(text):
    return [DatasetId(*line.split(" ", 1)) for line in text.split("\n")] if text else []
