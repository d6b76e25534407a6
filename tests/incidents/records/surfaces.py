"""The surfaces of a type of record (form, filter, page, API, export), and the fields of each."""

import re

from django.conf import settings
from django.db import models

from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.record_types.registry import record_types, row_types
from incidents.records.models import CountryColumn
from tests.factories import incidents as make

TEMPLATES = settings.BASE_DIR / "incidents" / "templates" / "incidents"
ATTRIBUTE = re.compile(r"\.(?:get_)?(\w+?)(?:_display|_id)?\b")
IN_WORDS = {
    "date": "date_for_people",
    "low": "figures",
    "best": "figures",
    "high": "figures",
    "polarity": "phrase",
}
"""{field: the property with which templates show it}."""


def curated_types():
    """The record types and row types whose rows are curated."""
    return [each for each in (*record_types(), *row_types()) if is_curated(each.model)]


def in_form(declared):
    return set(declared.form.base_fields)


def in_filter(declared):
    """The fields that lists are narrowed by, and those that a filter is not expected for.

    Terms, references, countries and yes or no are filtered; texts are found by the search, and
    dates and figures by filters of their own kind.
    """
    found = {
        each.name
        for each in declared.model._meta.concrete_fields
        if not (
            each.choices
            or each.is_relation
            or isinstance(each, models.BooleanField | CountryColumn)
        )
    }
    for name, each in declared.viewset.filterset_class.base_filters.items():
        found |= {name, each.field_name.split("__")[0]}
    return found


def on_page(declared):
    """The fields of the section “Fields”, and those that the templates of the subject name."""
    subject = declared.model.__module__.split(".")[1]
    folders = (TEMPLATES / subject, TEMPLATES / "records")
    paths = (path for each in folders for path in each.glob("**/*.html"))
    named = {name for path in paths for name in ATTRIBUTE.findall(path.read_text("utf-8"))}
    named |= {field for field, shown in IN_WORDS.items() if shown in named}
    return named | _field_rows(declared)


def _field_rows(declared):
    build = getattr(declared, "field_rows", None)
    if build is None:
        return set(getattr(declared.model, "passage_fields", ()))
    record = getattr(make, f"{declared.model.__name__}Factory")()
    return {row.name for row in build(record, record.created_by)}


def in_api(declared):
    return set(declared.viewset.serializer_class.Meta.fields)


def in_export(declared):
    return set(declared.exported.columns)


SURFACES = {
    "form": in_form,
    "filter": in_filter,
    "page": on_page,
    "api": in_api,
    "export": in_export,
}


def missing(declared, surface) -> list[str]:
    """The fields of a type that a surface neither has nor gives a reason to leave out."""
    has = SURFACES[surface](declared) | set(declared.left_out.get(surface, ()))
    return [name for name in kind_of(declared.model).fields if name not in has]


def unneeded_reasons(declared, surface) -> list[str]:
    """The fields that a type says a surface leaves out, and that it has after all."""
    has = SURFACES[surface](declared)
    return [name for name in declared.left_out.get(surface, ()) if name in has]
