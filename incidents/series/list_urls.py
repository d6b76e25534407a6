"""The URLs of lists of the records that a series counts or leaves out."""

from urllib.parse import quote, urlencode

LISTS = {"incident": "incidents", "assessment": "assessments", "warning": "warnings"}


def records_url(series, **asked) -> str:
    """The URL of the list of a series' records, with further filters such as `bucket`."""
    query = {"project": series.project.slug, "series": series.pk, **asked}
    return f"/{LISTS[series.record_type]}/?{urlencode(query, quote_via=quote)}"
