"""A pytest process of `manage.py test`: its output, and the counts of its report."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Pytest:
    """One process of pytest."""

    name: str
    process: subprocess.Popen
    report: Path
    output: Path | None

    def finish(self) -> dict[str, int]:
        """Wait; print the output if it was captured; return the counts."""
        code = self.process.wait()
        if self.output:
            heading(f"pytest on {self.name}")
            print(self.output.read_text(), flush=True)
        counts = read_counts(self.report)
        if code not in (0, 5) and not counts["failed"]:
            counts["failed"] = 1  # it ended without a report, or with one that shows no failure
        return counts


def read_counts(report: Path) -> dict[str, int]:
    """Passed, failed and skipped tests of a JUnit report; zeros without a report."""
    counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
    if not report.exists():
        return counts
    for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 - pytest wrote it
        failed = int(suite.get("failures")) + int(suite.get("errors"))
        skipped = int(suite.get("skipped"))
        counts["failed"] += failed
        counts["skipped"] += skipped
        counts["passed"] += int(suite.get("tests")) - failed - skipped
    return counts


def heading(text: str) -> None:
    print(f"\n== {text} ==\n", flush=True)
