"""There is one door: whatever writes a curated model, on any route, passes it."""

import pytest
from django.contrib import admin
from django.urls import get_resolver
from rest_framework.viewsets import GenericViewSet

from ctplatform.curation import registry
from ctplatform.curation.admin import ChildInline, CuratedAdmin
from ctplatform.curation.api import ProposalViewSet, RevisionViewSet
from ctplatform.curation.api.resources import CuratedRowViewSet

WRITING = {"post", "put", "patch", "delete"}


def views(patterns=None):
    """Every viewset in the address book, with the methods it answers there.

    To ask for an export as a file writes a job, and no record.
    """
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(entry, "url_patterns"):
            yield from views(entry.url_patterns)
        elif issubclass(getattr(entry.callback, "cls", object), GenericViewSet):
            actions = (entry.callback.actions or {}).items()
            yield entry.callback.cls, {method for method, name in actions if name != "export_later"}


def test_every_route_that_writes_a_curated_model_passes_the_door():
    seen = set()
    for view, methods in views():
        model = getattr(view, "model", None)
        if model is not None and registry.is_curated(model) and methods & WRITING:
            assert issubclass(view, CuratedRowViewSet), view
            seen.add(model)
    assert seen >= {kind.model for kind in registry.kinds()}


def test_proposals_and_revisions_are_served():
    assert {ProposalViewSet, RevisionViewSet} <= {view for view, _ in views()}


def test_every_admin_of_a_curated_model_passes_the_door():
    for model, model_admin in admin.site._registry.items():
        if registry.is_curated(model):
            assert isinstance(model_admin, CuratedAdmin), model_admin
        for inline in model_admin.inlines:
            if registry.is_curated(inline.model):
                assert issubclass(inline, ChildInline), inline


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.key)
def test_every_kind_names_columns_that_exist_and_a_root(kind):
    assert set(kind.columns) >= set(kind.fields)
    assert kind.root.parent is None
    for column in kind.columns.values():
        assert column.concrete
        assert not column.many_to_many
