"""Child rows that the fields of a record sum up, including those of records merged into it."""

from ctplatform.record_types.registry import record_type_of


def hold_family_rows(record) -> None:
    """Prefetch these rows for the whole family into `record.<name>.all()`, visible or not.

    The family is the record and the records merged into it.
    """
    for name, related in record_type_of(record).rows_in_fields.items():
        relation = type(record)._meta.get_field(name)
        rows = relation.related_model.objects.select_related(*related).order_by("id")
        found = rows.filter(**{f"{relation.field.name}__in": record.family_ids()})
        held = record.__dict__.setdefault("_prefetched_objects_cache", {})
        held[name] = found
        len(found)
