"""Runs inside Django: rows per second of an export, and of a raw loop over the same rows."""

import json
import resource
import sys
import time

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after setup
from django.utils import timezone  # noqa: E402

from annotations.models import Annotation, ArticleVersion  # noqa: E402
from ctplatform.benchmarks import growing  # noqa: E402
from ctplatform.exchange.registry import find_format  # noqa: E402
from ctplatform.exchange.streaming import (  # noqa: E402
    ROWS,
    consistent_snapshot,
    join_pieces,
    snapshot_of_several_queries,
)
from incidents.models import Actor, CasualtyEstimate, Incident, Participation  # noqa: E402


def grow(version, author, count):
    """Add `count` annotations to a text without the services: only the export is measured."""
    text = version.text
    Annotation.objects.bulk_create(
        (
            Annotation(
                article_version=version,
                author=author,
                start=i % (len(text) - 60),
                end=i % (len(text) - 60) + 40,
                quote=text[i % (len(text) - 60) :][:40],
                note=f"row {i}",
            )
            for i in range(count)
        ),
        batch_size=1000,
    )


def drain(pieces):
    """Return (seconds to the first piece, seconds in total, bytes)."""
    began, first, size = time.perf_counter(), None, 0
    for piece in pieces:
        first = first or time.perf_counter() - began
        size += len(piece)
    return first, time.perf_counter() - began, size


ADDRESS = "http://127.0.0.1/api/v1/annotations/export/"  # written into W3C annotations


def add_incidents(project, author, count):
    """Add incidents, each with a participant and an estimate of the injured."""
    actors = [
        Actor.objects.create(
            project=project,
            name=f"Group {number}",
            kind="armed_group",
            state="published",
            publish_policy="open",
            published_at=timezone.now(),
            compared=True,
        )
        for number in range(40)
    ]
    rows = list(growing.incidents(project, author, count))
    Incident.objects.bulk_create(rows, batch_size=1000)
    Participation.objects.bulk_create(
        (
            Participation(incident=row, actor=actors[number % 40], role="perpetrator")
            for number, row in enumerate(rows)
        ),
        batch_size=1000,
    )
    CasualtyEstimate.objects.bulk_create(
        (
            CasualtyEstimate(incident=row, kind="injured", low=number % 9, best=9, high=12)
            for number, row in enumerate(rows)
        ),
        batch_size=1000,
    )


def time_exports(rows, noun, name, reader):
    """The best of three exports and of three raw loops over the same rows, in turn."""
    total, raw, own = rows.count(), [], []
    for _ in range(3):
        began = time.perf_counter()
        with consistent_snapshot():
            for _row in rows.values().iterator(chunk_size=ROWS):
                pass
        raw.append(total / (time.perf_counter() - began))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with snapshot_of_several_queries():
            pieces = find_format(noun, name).pieces(rows, reader, ADDRESS)
            first, seconds, size = drain(join_pieces(pieces))
        own.append(total / seconds)
    return {
        "rows": total,
        "rows_per_second": max(own),
        "raw_rows_per_second": max(raw),
        "first_block_seconds": first,
        "bytes": size,
        "grown_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before,
    }


def main(version_id, count):
    version = ArticleVersion.objects.get(pk=version_id)
    reader = get_user_model().objects.get(username="bench")
    grow(version, reader, count)
    add_incidents(version.article.project, reader, count // 5)
    found = {}
    for model, noun, names in (
        (Annotation, "annotations", ("jsonl", "csv", "web_annotation")),
        (Incident, "incidents", ("jsonl", "csv", "table_csv")),
    ):
        rows = model.objects.visible_to(reader).order_by("id")
        for name in names:
            found[f"{noun} {name}"] = time_exports(rows, noun, name, reader)
    print(json.dumps(found))  # the caller reads it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
