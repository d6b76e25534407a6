"""Runs inside Django: rows per second of an export, and of a raw loop over the same rows."""

import json
import resource
import sys
import time

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after setup

from annotations.models import Annotation, ArticleVersion  # noqa: E402
from ctplatform.exchange.registry import find_format  # noqa: E402
from ctplatform.exchange.streaming import ROWS, consistent_snapshot, join_pieces  # noqa: E402


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


def main(version_id, count):
    version = ArticleVersion.objects.get(pk=version_id)
    reader = get_user_model().objects.get(username="bench")
    grow(version, reader, count)
    rows = Annotation.objects.visible_to(reader).order_by("id")
    total, found = rows.count(), {}
    for name in ("jsonl", "csv", "web_annotation"):
        raw, own = [], []
        for _ in range(3):
            began = time.perf_counter()
            with consistent_snapshot():
                for _row in rows.values().iterator(chunk_size=ROWS):
                    pass
            raw.append(total / (time.perf_counter() - began))
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            with consistent_snapshot():
                pieces = find_format("annotations", name).pieces(rows, reader, ADDRESS)
                first, seconds, size = drain(join_pieces(pieces))
            own.append(total / seconds)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        found[name] = {
            "rows": total,
            "rows_per_second": max(own),
            "raw_rows_per_second": max(raw),
            "first_block_seconds": first,
            "bytes": size,
            "grown_kib": grown,
        }
    print(json.dumps(found))  # the caller reads it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
