"""Merged records: which record their page redirects to, and what the page of that record shows."""

from ctplatform.curation.writing.access import require_may_merge
from incidents.duplicates.models.duplicates import DuplicateSuggestion
from incidents.records.views.rules import is_allowed

SUGGESTED = 5


def stands_for(request, record):
    """The visible record that a merged record redirects to, or None.

    `?merged=show` asks for the merged record itself.
    """
    if record.merged_into_id is None or request.GET.get("merged") == "show":
        return None
    rows = type(record).objects.visible_by_id(request.user)
    return rows.filter(pk=record.merged_into_id).first()


def prefetch_merged_rows(record, user, **rows) -> None:
    """Prefetch child rows of the record and of the visible records merged into it.

    `rows` are {name: queryset}; `record.<name>.all()` then returns them.
    """
    family = record.family_ids()
    if len(family) > 1:
        family = type(record).objects.visible_by_id(user).filter(pk__in=family).values("pk")
    for name, queryset in rows.items():
        parent = type(record)._meta.get_field(name).field.name
        found = queryset.filter(**{f"{parent}__in": family})
        held = record.__dict__.setdefault("_prefetched_objects_cache", {})
        held[name] = found
        len(found)


def suggested_duplicates(record, user) -> list:
    """(other record, pair) of possible duplicates of the record, the most alike first."""
    pairs = DuplicateSuggestion.objects.visible_by_id(user).open().of(record)[:SUGGESTED]
    return [(pair.other_than(record), pair) for pair in pairs]


def merging_of(record, user) -> dict:
    """Merge data of a record's page: its canonical record, those merged into it, suggestions, and
    whether the user may merge."""
    model = type(record)
    seen = model.objects.visible_by_id(user)
    return {
        "stands": seen.filter(pk=record.merged_into_id).first() if record.merged_into_id else None,
        "merged": list(seen.filter(merged_into=record).order_by("id")),
        "suggested": suggested_duplicates(record, user),
        "may_merge": is_allowed(require_may_merge, record, user),
    }
