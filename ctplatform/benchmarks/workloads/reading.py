"""The step about texts: the library, and the reading page in a real browser."""

from ctplatform.benchmarks.client import Client, percentile, timed
from ctplatform.benchmarks.product import PASSWORD
from ctplatform.benchmarks.workloads import pages

TEXTS = (
    (1800, 2000, "Label Studio 11, doccano 1.2, Taguette 32"),
    (20_000, 2000, "aim 1"),
    (200_000, 5000, "aim 1.5"),
    (570_000, 0, "aim 2"),
)
"""(words, annotations, reference figures for the seconds)."""


def page(bench):
    """Measure the time until every annotation of the part is drawn or counted, and scrolling."""
    bench.client = Client(bench.product.port, bench.token)  # the last step may have closed it
    base = f"http://127.0.0.1:{bench.product.port}"
    with pages.browser() as chromium:
        if chromium is None:
            yield "page ready                         skipped: no Chromium, or no test tools"
            return
        tab = pages.signed_in(chromium, base, "bench", PASSWORD)
        for words, marks, beside in TEXTS:
            article, version, text = bench.add(words)  # the step `write` adds to the first one
            if marks:
                bench.fill(version, text, marks)
            address = f"{base}/articles/{article}/"
            seen, afar = pages.opened(tab, address), pages.opened_from_afar(tab, address)
            ready = percentile(seen.seconds, 0.5)
            yield (
                f"page ready, {words:7,d} words, {marks:5,d}  {ready:8.2f} s     "
                f"{seen.seconds[0]:.2f} to {seen.seconds[-1]:.2f}; 100 ms away {afar:.2f}; "
                f"{seen.files} files, {seen.elements} elements; scrolled: {len(seen.tasks)} tasks "
                f"over 50 ms   ({beside})"
            )
        library = timed(lambda _: tab.request.get(f"{base}/articles/?project=bench"), 20)
        yield (
            f"library with those texts          {1000 * percentile(library, 0.5):8.1f} ms    "
            f"p95 {1000 * percentile(library, 0.95):.1f}   (aim 100)"
        )
