"""The transform of a series: how its numbers are shown, without changing what is counted."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.charts import buckets
from incidents.records.models import read_date
from incidents.series.transforms import LONGEST_WINDOW

PER = (1_000, 10_000, 100_000, 1_000_000)
KNOWN = ("per", "cumulated", "rolling", "base")


def read_transform(given, series) -> dict:
    """Return a transform without empty settings; raises ValidationError naming what is wrong.

    `per`: for each so many inhabitants, one of PER. `cumulated`: true. `rolling`: the mean of so
    many buckets. `base`: a day in the bucket that is 100. They are applied in this order.
    """
    if given in (None, ""):
        return {}
    if not isinstance(given, dict) or not given.keys() <= set(KNOWN):
        _refuse(_("Write {per, cumulated, rolling, base}; each may be left out."))
    found = {name: given[name] for name in KNOWN if given.get(name) not in (None, "", False)}
    if "per" in found:
        _check_per(found["per"], series)
    if found.get("cumulated", True) is not True:
        _refuse(_("cumulated: write true or false."))
    if "rolling" in found:
        _check_window(found["rolling"])
    if "base" in found:
        found["base"] = _base_day(found["base"], series)
    if "cumulated" in found and "rolling" in found:
        _refuse(_("A cumulated number has no rolling mean: choose one of the two."))
    return found


def _check_per(per, series):
    if isinstance(per, bool) or per not in PER:
        _refuse(_("per: write one of %s.") % ", ".join(map(str, PER)))
    if series.group_by != "country" and series.group_countries is None:
        text = _(
            "Numbers per population need countries: group by country, or limit the series to"
            " countries or regions."
        )
        _refuse(text)


def _check_window(window):
    if isinstance(window, bool) or not isinstance(window, int) or not 2 <= window <= LONGEST_WINDOW:
        _refuse(_("rolling: write a number of buckets from 2 to %d.") % LONGEST_WINDOW)


def _base_day(text, series):
    date = read_date(text) if isinstance(text, str) else None
    if not date or not date.earliest:
        _refuse(_("base: write a day, month or year, such as 2021-08."))
    first = buckets.first_day(date.earliest, series.bucket)
    if not (series.start and series.end and series.start <= first <= series.end):
        _refuse(_("base: the series has no bucket with this day."))
    return first.isoformat()


def _refuse(text):
    raise ValidationError({"transform": text})
