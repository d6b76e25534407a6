"""An export goes on for as long as its reader takes."""

import time

import pytest
from django.db import connection

from ctplatform.exchange.streaming import (
    PAGE_CACHE,
    consistent_snapshot,
    snapshot_of_several_queries,
)
from incidents.models import Incident
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_an_export_to_a_slow_reader_is_not_cut():
    """PostgreSQL ends a transaction that waits longer than the session allows: 0.2 s here."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such limit")
    IncidentFactory.create_batch(3)
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '200ms'")
    try:
        with consistent_snapshot():
            rows = Incident.objects.order_by("id").values_list("pk").iterator(chunk_size=1)
            read = [next(rows)]
            time.sleep(0.6)
            read += rows
        assert len(read) == 3
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET idle_in_transaction_session_timeout")


def test_an_export_holds_few_pages_of_the_file_and_others_have_theirs_again():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite holds pages in our process")
    usual = pages_held()
    with snapshot_of_several_queries():
        assert pages_held() == PAGE_CACHE
    assert pages_held() == usual < PAGE_CACHE  # negative: KiB
    with pytest.raises(ValueError, match="the client left"), snapshot_of_several_queries():
        raise ValueError("the client left")
    assert pages_held() == usual


def pages_held():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA cache_size").fetchone()[0]
