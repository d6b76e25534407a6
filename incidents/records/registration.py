"""Connect declared record types with curation, the exports and the admin."""

from django.contrib import admin

from ctplatform.curation.registry import is_curated, register_stated_check
from ctplatform.exchange.tables import writes_tables
from ctplatform.record_types.registry import register_type
from ctplatform.record_types.types import RecordType, RowType
from incidents.records.queries.rival_values import stated_check


def register_record_types(*declared: RecordType | RowType) -> None:
    """Register types of records and of child rows; pages, the API and the search then have them."""
    for each in declared:
        register_type(each)
        if isinstance(each, RecordType) and is_curated(each.model):
            register_stated_check(each.model, stated_check)
        if each.admin is not None:
            admin.site.register(each.model, each.admin)
        if each.exported is not None:
            writes_tables(each.noun, each.exported.columns, redact=each.exported.rows)
