"""Measure a check: read what its comparison needs and judge its claim."""

from incidents.checks.measurements.measured import Measured, not_computable
from incidents.checks.measurements.record_checks import RECORD_CHECKS
from incidents.checks.measurements.series_checks import OBSERVED, SERIES_CHECKS
from incidents.checks.measurements.series_reader import SeriesReader
from incidents.checks.methods.judged import Judged, too_little
from incidents.checks.models.parameters import COMPARISONS
from incidents.series.models.series import TOTAL

PERIODS = ("period", "run_first", "run_last")
"""The figures that methods give as numbers of buckets."""


def measure(check) -> Measured:
    """Judge the claim of a check by what the register holds at present."""
    about = COMPARISONS[check.comparison].about
    if about and getattr(check, about) is None:
        return not_computable("no_series" if about == "series" else "no_record")
    if check.comparison in RECORD_CHECKS:
        return RECORD_CHECKS[check.comparison](check)
    return _measure_series(check)


def _measure_series(check):
    series = check.series
    if series.record_type != "incident":
        return not_computable("other_records")
    if not _has_groups(check):
        return not_computable("other_group")
    reader = SeriesReader(series, check.parameters, check.source.name if check.source else "")
    if series.coverage != [] and series.recounted is None and check.comparison in OBSERVED:
        return not_computable("not_counted_yet")
    judged = SERIES_CHECKS[check.comparison](reader)
    if judged.reason == "not_covered" and reader.coverage.rests_on_own_source:
        judged = Judged(judged.outcome, "own_source_only", judged.figures)
    rests_on_whole = check.comparison in OBSERVED
    coverage = reader.coverage.of_whole_series() if rests_on_whole else reader.coverage
    judged = require_coverage(judged, check.parameters.get("covered_at_least"), coverage)
    return Measured(
        Judged(judged.outcome, judged.reason, _with_days(judged.figures, reader)),
        reader.named_records(reader.group),
        coverage.as_json(),
    )


def require_coverage(judged: Judged, least: float | None, coverage) -> Judged:
    """There is too little data where fewer days are covered than the rule demands."""
    if least is None or coverage.share >= least:
        return judged
    figures = {**judged.figures, "covered_share": coverage.share, "covered_at_least": least}
    return too_little("coverage_demanded", figures)


def _has_groups(check):
    """Whether the series still has the groups that the rule needs; its definition may change."""
    names = ("group", "groups", "falls", "rises")
    is_needed = COMPARISONS[check.comparison].needs_groups or any(
        check.parameters.get(name, TOTAL) for name in names
    )
    return bool(check.series.group_by) or not is_needed


def _with_days(figures, reader):
    """The figures with the first days of buckets in place of their numbers."""
    return {
        name: reader.observed.days[value].isoformat() if name in PERIODS else value
        for name, value in figures.items()
    }
