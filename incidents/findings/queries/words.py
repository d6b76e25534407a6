"""Findings in words, as a person would write them, each period with the URL of its records."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.charts import buckets
from incidents.findings.queries.comparison_words import ComparisonWords
from incidents.findings.queries.member_words import MemberWords
from incidents.findings.queries.number_words import amount, figures, probability
from incidents.findings.queries.share_words import ShareWords
from incidents.findings.vocabulary import METHOD_NOTES, METHODS, REASONS
from incidents.series.list_urls import records_url
from incidents.series.measure_words import PLURALS, buckets_in_words
from incidents.series.models.series import TOTAL

LISTED = 12
"""Periods that a sentence lists; the table of the API has all."""


@dataclass(frozen=True)
class Sentence:
    """A finding in words; `links` are (words, URL of the records), `note` says how it is read."""

    method: str
    label: str
    words: str
    note: str
    links: list
    is_result: bool


class Writer(ComparisonWords, MemberWords, ShareWords):
    """Puts the results of one series into words; `labels` are the names of its groups."""

    def __init__(self, series, labels):
        self.series, self.labels = series, labels

    def sentence(self, found) -> Sentence:
        """The sentence of one result (see `incidents.findings.results`)."""
        method, links = found["method"], []
        if "reason" in found:
            words = self.reason(found)
        else:
            words, links = getattr(self, f"write_{method}")(found["result"], found)
        return Sentence(
            method,
            str(METHODS[method]),
            words,
            str(METHOD_NOTES[method]),
            links,
            "reason" not in found,
        )

    # Periods

    def periods(self, n):
        """`3 months`."""
        return buckets_in_words(self.series.bucket, n)

    def plural(self):
        return str(PLURALS[self.series.bucket])

    def period(self, day):
        return buckets.bucket_label(dt.date.fromisoformat(day), self.series.bucket)

    def link(self, day, group, words=None):
        """(words, URL) of the records of a period and group."""
        more = {"group": group} if group else {}
        return words or self.period(day), records_url(self.series, bucket=day, **more)

    def span_link(self, run, group):
        """(words, URL of the records) of a run of periods; no URL for groups without a filter.

        An actor counts there in the roles of the series, which no filter of lists repeats; nor is
        there a filter by a range of fatalities. Only incidents are listed by their days.
        """
        if self.series.record_type != "incident":
            return self.span(run), ""
        if group and self.series.group_by in ("actor", "fatalities"):
            return self.span(run), ""
        first = buckets.first_day(dt.date.fromisoformat(run["first"]), self.series.bucket)
        last = buckets.last_day(dt.date.fromisoformat(run["last"]), self.series.bucket)
        name = "within" if self.series.group_by == "place" else self.series.group_by
        more = {name: group} if group else {}
        return self.span(run), records_url(self.series, date_after=first, date_before=last, **more)

    def span(self, run):
        """`March to June 2019`, or one period."""
        first, last = self.period(run["first"]), self.period(run["last"])
        if first == last:
            return first
        return _("%(first)s to %(last)s") % {"first": first, "last": last}

    def reason(self, found):
        numbers = {"needed": found["needed"], "n": found["n"], "periods": self.plural()}
        return REASONS[found["reason"]] % numbers

    # Methods

    def write_all_time_high(self, result, found):
        links = [
            self.link(day, found["group"], f"{self.period(day)} ({amount(result['value'])})")
            for day in result["places"][:LISTED]
        ]
        if len(result["places"]) > 1:
            return _("%s share the highest value.") % self.periods(len(result["places"])), links
        if result["is_robust"]:
            return _("Whatever the uncertain values, no other period is higher."), links
        return _("Uncertain values could make another period the highest."), links

    def write_peaks(self, result, found):
        if not result:
            return _("No period stands out."), []
        links = [
            self.link(each["place"], found["group"], self._peak(each)) for each in result[:LISTED]
        ]
        certain = sum(each["is_robust"] for each in result)
        text = ngettext("%(n)d peak", "%(n)d peaks", len(result)) % {"n": len(result)}
        if certain == len(result):
            return _("%s, also if only certain values count.") % text, links
        words = _("%(peaks)s, of which %(n)d also if only certain values count.")
        return words % {"peaks": text, "n": certain}, links

    def _peak(self, each):
        return f"{self.period(each['place'])} ({amount(each['value'])})"

    def write_lulls(self, result, found):
        if not result:
            return _("No lull of 3 periods or more."), []
        words = ngettext("%(n)d lull.", "%(n)d lulls.", len(result)) % {"n": len(result)}
        return words, [self.span_link(run, found["group"]) for run in result[:LISTED]]

    def write_elevated_runs(self, result, found):
        longest = result["longest"]
        length = len(
            list(
                buckets.buckets_between(
                    dt.date.fromisoformat(longest["first"]),
                    dt.date.fromisoformat(longest["last"]),
                    self.series.bucket,
                )
            )
        )
        links = [self.span_link(longest, found["group"])]
        if result["ratio"] is None:
            return _("%s, with none before it.") % self.periods(length), links
        if result["ratio"] == 1:
            return _("%s, as long as the longest before it.") % self.periods(length), links
        text = _("%(length)s, %(ratio)s times as long as the longest before it.")
        return text % {"length": self.periods(length), "ratio": amount(result["ratio"])}, links

    def write_change_points(self, result, found):
        if not result:
            return _("One level throughout."), []
        links = [
            self.link(each["place"], found["group"], self._change(each)) for each in result[:LISTED]
        ]
        text = ngettext("The level changes once.", "The level changes %(n)d times.", len(result))
        return text % {"n": len(result)}, links

    def _change(self, each):
        return _("%(period)s (from %(before)s to %(after)s)") % {
            "period": self.period(each["place"]),
            "before": amount(each["before"]),
            "after": amount(each["after"]),
        }

    def write_recovery(self, result, found):
        lags = result["lags"]
        over = [lag for lag in lags if not lag["is_censored"]]
        text = ngettext(
            "After %(n)d of %(all)d lull the level before was regained.",
            "After %(n)d of %(all)d lulls the level before was regained.",
            len(lags),
        ) % {"n": len(over), "all": len(lags)}
        if result["median"] is not None:
            text += " " + _("Median: %s.") % self.periods(round(result["median"]))
        return text, [self.link(lag["first"], found["group"], self._lag(lag)) for lag in lags]

    def _lag(self, lag):
        text = (
            _("%(period)s (not regained by the end of the series)")
            if lag["is_censored"]
            else _("%(period)s (%(n)s)")
        )
        return text % {"period": self.period(lag["first"]), "n": self.periods(lag["buckets"])}

    def write_waves(self, result, _found):
        text = ngettext(
            "%(n)d of %(all)d peak is followed by a lull within 6 periods (%(p)s).",
            "%(n)d of %(all)d peaks are followed by a lull within 6 periods (%(p)s).",
            result["peaks"],
        )
        return text % {
            "n": result["followed"],
            "all": result["peaks"],
            "p": probability(result["p"]),
        }, []

    def write_dispersion(self, result, _found):
        text = _(
            "The values vary %(ratio)s times as much as independent incidents at a constant"
            " rate would (%(p)s, %(n)s)."
        )
        return text % {
            "ratio": figures(result["ratio"]),
            "p": probability(result["p"]),
            "n": self.periods(result["n"]),
        }, []

    def write_autocorrelation(self, result, _found):
        beyond = [
            f"{lag}: {value:.2f}"
            for lag, value in enumerate(result["values"], 1)
            if abs(value) > result["limit"]
        ]
        limit = f"±{result['limit']:.2f}"
        if not beyond:
            return _("No correlation with earlier periods beyond %s.") % limit, []
        text = _("Correlated with the periods before, by distance: %(which)s (beyond %(limit)s).")
        return text % {"which": ", ".join(beyond), "limit": limit}, []

    def write_gaps(self, result, _found):
        text = _(
            "Mean %(mean)s days, median %(median)s, longest %(longest)s; %(current)s from the last"
            " to the end of what is covered."
        )
        words = text % {
            "mean": amount(result["mean"]),
            "median": amount(result["median"]),
            "longest": f"{result['longest']:,}",
            "current": f"{result['current']:,}",
        }
        if n := result["midpoints"]:
            words += " " + ngettext(
                "%(n)s incident is dated to more than one day; its middle is used.",
                "%(n)s incidents are dated to more than one day; their middle is used.",
                n,
            ) % {"n": f"{n:,}"}
        return words, []

    def write_burstiness(self, result, _found):
        memory = result["memory"]
        words = _("%(corrected)s (uncorrected %(parameter)s), memory %(memory)s.") % {
            "corrected": f"{result['corrected']:.2f}",
            "parameter": f"{result['parameter']:.2f}",
            "memory": _("not defined") if memory is None else f"{memory:.2f}",
        }
        if result["is_few"]:
            words += " " + _("Fewer than 20 gaps: too few to interpret.")
        return words, []


@dataclass
class GroupFindings:
    """What was found in the total (an empty label) or in a group, in words.

    `found` are sentences, `missing` {reason: [labels of the methods that have no result for it]}.
    """

    label: str
    found: list = field(default_factory=list)
    missing: dict = field(default_factory=dict)

    def add(self, sentence: Sentence):
        if sentence.is_result:
            self.found.append(sentence)
            return
        labels = self.missing.setdefault(sentence.words, [])
        if sentence.label not in labels:
            labels.append(sentence.label)


def sentences(series, results, labels) -> list[GroupFindings]:
    """The findings of each group in words; the total first, with those that compare groups."""
    writer, found = Writer(series, labels), {}
    for each in results:
        group = TOTAL if each["method"] == "co_movement" else each["group"]
        label = labels.get(group, group) if group else ""
        found.setdefault(group, GroupFindings(label)).add(writer.sentence(each))
    return list(found.values())


def notes(groups: list[GroupFindings]) -> dict[str, str]:
    """{label of a method: how it works} of the methods that found something."""
    return {each.label: each.note for group in groups for each in group.found}
