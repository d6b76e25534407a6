"""The counts of a series, made by pandas from a table of events: a second opinion on our own."""

import pytest

pd = pytest.importorskip("pandas")

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
NUMBERS = ["n_min", "n_expected", "n_max", "incidents"]


def bucket_starts(days, size):
    """The first day of the week (Monday), month, quarter, half or year of each day."""
    if size == "week":
        return days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    months = MONTHS[size]
    month = (days.dt.month - 1) // months * months + 1
    return pd.to_datetime({"year": days.dt.year, "month": month, "day": 1})


def counted_by_pandas(events, size):
    """{first day of a bucket: (n_min, n_expected, n_max, incidents)} of the buckets with events.

    `events` has a row for each event: start and end (days), low, best and high (what one counts).
    Every event is written once for each of its days, and the days of each bucket are counted.
    """
    if events.empty:
        return {}
    spans = events.reset_index(drop=True)
    days = [pd.date_range(*span) for span in zip(spans.start, spans.end, strict=True)]
    daily = spans.assign(day=days, length=[len(each) for each in days]).explode("day")
    daily["bucket"] = bucket_starts(daily.day.astype("datetime64[ns]"), size)
    inside = daily.groupby([daily.index, "bucket"]).size().rename("inside").reset_index("bucket")
    found = inside.join(daily.groupby(level=0).first()[["length", "low", "best", "high"]])
    whole = found.inside == found.length
    found = found.assign(
        n_min=found.low.where(whole, 0),
        n_expected=found.best * found.inside / found.length,
        n_max=found.high,
        incidents=1,
    )
    sums = found.groupby("bucket")[NUMBERS].sum()
    return {bucket.date(): tuple(row) for bucket, row in sums.iterrows()}
