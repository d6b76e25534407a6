"""Steps about the register: imports, series and lists, each over many incidents."""

import json

from ctplatform.benchmarks.client import Client, percentile, timed

SIZES = (10_000, 100_000, 1_000_000)


def load(bench):
    """Measure an import of rows like UCDP's, against copying the same rows into the same tables."""
    count = 100_000 // bench.divisor
    bench.product.stop()  # SQLite has one writer, and the worker is another
    row = json.loads(bench.product.script("workloads.imports", str(count)).splitlines()[-1])
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
    yield (
        f"  a changed row {row['changed']:.1f} ms, processor {row['changed_cpu']:.1f} ms; "
        f"changed back {row['back']:.1f} ms, processor {row['back_cpu']:.1f} ms; "
        f"all undone {row['undone']:.1f} s, processor {row['undone_cpu']:.1f} s"
    )


def bundle(bench):
    """Measure a project with many incidents: written as a bundle, purged, restored from it."""
    count = 100_000 // bench.divisor
    bench.product.stop()  # SQLite has one writer, and the worker is another
    row = json.loads(bench.product.script("workloads.bundles", str(count)).splitlines()[-1])
    bench.product.start()
    yield (
        f"bundle of {row['rows']} rows, {row['bytes'] / 1e6:.0f} MB: written in "
        f"{row['write']:.1f} s, processor {row['write_cpu']:.1f} s, memory "
        f"+{row['write_grown_mib']} MiB; checked in {row['check']:.1f} s; restored in "
        f"{row['restore']:.1f} s, processor {row['restore_cpu']:.1f} s, memory "
        f"+{row['restore_grown_mib']} MiB; peak {row['peak_mib']} MiB"
    )


def series(bench):
    """Measure monthly counts and fatalities per country over registers of three sizes.

    Each is beside plain SQL of the same run: rebuild, edit, read on the server and over HTTP; by
    the clock and in processor time.
    """
    yield (
        f"{'milliseconds':22s}   rebuild  GROUP BY  ratio  edit  after it  points  answer"
        "  over HTTP; of processor: rebuild, GROUP BY, ratio, edit, after it, points, answer"
    )
    for count in SIZES:
        bench.product.stop()  # its worker would update the buckets before we time it
        slug = "counts" if count == SIZES[-1] else f"counts-{count}"
        words = ("workloads.counts", slug, str(count // bench.divisor))
        row = json.loads(bench.product.script(*words).splitlines()[-1])
        bench.product.start()
        bench.client = Client(bench.product.port, bench.token)
        for measure in ("count", "fatalities"):
            yield _series_line(bench, f"{measure} {row['incidents']:,d}", row[measure])


def _series_line(bench, name, found):
    """One line of the table."""
    path = f"/api/v1/series/{found['series']}/points/"
    bench.client.get(path)
    http = percentile(timed(lambda _: bench.client.get(path), bench.rounds(100)), 0.5)
    return (
        f"{name:22s}{_series_numbers(found)}{1000 * http:11.1f}; {_series_numbers(found, 'cpu_')}"
    )


def _series_numbers(found, prefix=""):
    """The numbers of one series, in milliseconds by the clock or of processor time."""
    names = ("rebuild", "group_by", "save", "drain", "points", "view")
    rebuild, raw, save, drain, points, view = (1000 * found[prefix + name] for name in names)
    return (
        f"{rebuild:10.0f}{raw:10.0f}{rebuild / raw:7.1f}{save:6.0f}{drain:10.0f}"
        f"{points:8.1f}{view:8.1f}"
    )


def lists(bench):
    """Measure pages over 10,000, 100,000 and 1,000,000 incidents, in columns.

    For the largest register, plain SQL is measured as well.
    """
    bench.product.stop()
    columns = []
    for count in SIZES:
        slug = "counts" if count == SIZES[-1] else f"counts-{count}"
        words = ("workloads.lists", slug, str(count // bench.divisor))
        columns.append(json.loads(bench.product.script(*words).splitlines()[-1]))
    bench.product.start()
    bench.client = Client(bench.product.port, bench.token)
    counts = "".join(f"{count // bench.divisor:11,d}" for count in SIZES)
    yield f"{'milliseconds, median, of':32s}{counts}   p95; processor; after a change; plain SQL"
    for name, last in columns[-1].items():
        medians = "".join(f"{1000 * column[name]['p50']:11.1f}" for column in columns)
        rest = "; ".join(f"{1000 * last[key]:.1f}" for key in ("p95", "cpu", "first", "raw"))
        yield f"{name:32s}{medians}   {rest}"


def duplicates(bench):
    """Measure comparing 100,000 incidents with each other, and again after one edit."""
    bench.product.stop()  # its worker would compare them too
    found = json.loads(bench.product.script("workloads.pairs", str(100_000 // bench.divisor)))
    bench.product.start()
    yield (
        f"duplicates among {found['incidents']:9,d}     {found['seconds']:8.1f} s, processor "
        f"{found['cpu']:.1f} s; {found['pairs']} pairs; after an edit {1000 * found['edit']:.0f} ms"
    )
