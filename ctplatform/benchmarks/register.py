"""Steps about the register: imports, series and lists, each over many incidents."""

import json

from ctplatform.benchmarks.client import Client, percentile, timed


def load(bench):
    """An import of rows like UCDP's, against copying the same rows into the same tables."""
    count = 100_000 // bench.divisor
    bench.product.stop()  # SQLite has one writer, and the worker would be another
    row = json.loads(bench.product.script("imports", str(count)).splitlines()[-1])
    bench.product.start()
    yield (
        f"import {row['rows']} events      {row['seconds']:8.1f} s, processor {row['cpu']:.1f} s; "
        f"{row['written']} rows; of it in the transaction {row['writing']:.1f} s, the same rows "
        f"raw {row['raw']:.1f} s; memory {row['peak_mib']} MiB, +{row['grown_mib']}"
    )
    yield (
        f"  dry run {row['dry']:.1f} s, processor {row['dry_cpu']:.1f} s; "
        f"the same file again {row['again']:.1f} s, processor {row['again_cpu']:.1f} s"
    )


def series(bench):
    """Monthly counts per country over 1,000,000 incidents: from scratch, after an edit, read."""
    bench.product.stop()  # its worker would take the edit's marks before we can time them
    found = json.loads(bench.product.script("counts", str(1_000_000 // bench.divisor)))
    bench.product.start()
    bench.client = Client(bench.product.port, bench.token)
    path = f"/api/v1/series/{found['series']}/points/"
    bench.client.get(path)
    read = percentile(timed(lambda _: bench.client.get(path), bench.rounds(100)), 0.5)
    yield (
        f"series over {found['incidents']:9,d} incidents   {found['rebuild']:8.1f} s     "
        f"from scratch; the database's own GROUP BY {found['group_by']:.2f} s"
    )
    yield (
        f"  after an edit, {found['marks']} marks         {1000 * found['drain']:8.0f} ms    "
        f"only its months; ratio to a rebuild {found['drain'] / found['rebuild']:.3f}"
    )
    yield f"  read its points over HTTP, p50  {1000 * read:8.1f} ms"


def lists(bench):
    """Lists of 1,000,000 incidents: the first page, a deep one, and how many each filter leaves."""
    bench.product.stop()
    found = json.loads(bench.product.script("lists", str(1_000_000 // bench.divisor)))
    bench.product.start()
    bench.client = Client(bench.product.port, bench.token)
    for name, row in found.items():
        yield (
            f"{name:32s}  {1000 * row['p50']:8.1f} ms    p95 {1000 * row['p95']:.1f}; "
            f"its rows in plain SQL {1000 * row['raw']:.1f}"
        )


def duplicates(bench):
    """100,000 incidents held against each other, and again after one edit."""
    bench.product.stop()  # its worker would compare them too
    found = json.loads(bench.product.script("pairs", str(100_000 // bench.divisor)))
    bench.product.start()
    yield (
        f"duplicates among {found['incidents']:9,d}     {found['seconds']:8.1f} s, processor "
        f"{found['cpu']:.1f} s; {found['pairs']} pairs; after an edit {1000 * found['edit']:.0f} ms"
    )
