"""Findings that compare, in words: two rates, or two groups."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.findings.queries.number_words import amount, figures, probability


class ComparisonWords:
    """The part of a Writer that puts comparisons into words."""

    def write_rate_ratio(self, result, found):
        head = self.breakpoint(found["breakpoint"])
        numbers = {
            "head": head,
            "after": amount(result["after"]),
            "before": amount(result["before"]),
            "days_after": f"{result['days_after']:,}",
            "days_before": f"{result['days_before']:,}",
        }
        counts = (
            _(
                "%(after)s in %(days_after)s days from then on, %(before)s in %(days_before)s"
                " days before"
            )
            % numbers
        )
        if result["ratio"] is None:
            return f"{head}: {counts}.", []
        text = _(
            "%(head)s: %(ratio)s times the rate before (95 %% interval %(low)s to %(high)s;"
            " %(counts)s)."
        )
        high = _("no end") if result["high"] is None else figures(result["high"])
        return text % {
            "head": head,
            "ratio": figures(result["ratio"]),
            "low": figures(result["low"]),
            "high": high,
            "counts": counts,
        }, []

    def breakpoint(self, day):
        """The label of a breakpoint with its day; the day alone where it was removed since."""
        shown = date_format(dt.date.fromisoformat(day), "j F Y")
        label = next((e["label"] for e in self.series.breakpoints if e["day"] == day), "")
        return f"{label}, {shown}" if label else shown

    def write_co_movement(self, result, found):
        first, second = (self.labels.get(found[name], found[name]) for name in ("group", "other"))
        lag = result["strongest"]
        names = {"first": first, "second": second, "p": probability(result["p"])}
        names["rho"] = f"{result['by_lag'][str(lag)]:.2f}"
        names["distance"] = self.periods(abs(lag))
        if lag == 0:
            text = _(
                "%(first)s and %(second)s: the changes correlate most in the same period"
                " (rank correlation %(rho)s, %(p)s)."
            )
        else:
            text = _(
                "The changes of %(first)s correlate most with those of %(second)s %(distance)s"
                " later (rank correlation %(rho)s, %(p)s)."
            )
        if lag < 0:
            names |= {"first": second, "second": first}
        verdicts = [self._verdict(each, first, second) for each in found.get("verdicts", [])]
        return " ".join([text % names, *(words for words in verdicts if words)]), []

    def _verdict(self, each, first, second):
        """What a breakpoint says of “down here, up there”; empty where it says nothing."""
        head = self.breakpoint(each["breakpoint"])
        for key, falls, rises in (
            ("first_falls", first, second),
            ("second_falls", second, first),
        ):
            outcome = each[key]["outcome"]
            if outcome == "holds":
                text = _("From %(head)s on %(falls)s fell while %(rises)s rose.")
            elif outcome == "weakly":
                text = _(
                    "From %(head)s on %(falls)s fell while %(rises)s rose, but not beyond chance."
                )
            else:
                continue
            words = text % {"head": head, "falls": falls, "rises": rises}
            return words + (" " + _("The rise is slight.") if each[key]["is_slight"] else "")
        return ""
