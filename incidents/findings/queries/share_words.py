"""Findings about shares in words: how far attacks went, across borders, and of each group."""

from django.utils.translation import gettext as _

from incidents.findings.queries.number_words import amount
from incidents.vocabularies import LIFECYCLES


def percent(share: float) -> str:
    """`12.5 %`."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


class ShareWords:
    """Puts the results of `incidents.findings.methods.coded_shares` into words."""

    def write_share(self, result, _found):
        text = _(
            "%(part)s of %(whole)s incidents that certainly lie in the series: %(share)s"
            " (interval of 95 %%: %(low)s to %(high)s)."
        )
        return text % self._numbers(result, part=result["part"], whole=result["whole"]), []

    def write_transnational_share(self, result, _found):
        text = _(
            "%(part)s of %(coded)s coded incidents crossed a border: %(share)s (interval of 95 %%:"
            " %(low)s to %(high)s)."
        )
        numbers = self._numbers(result, part=result["part"], coded=result["coded"])
        return " ".join(filter(None, (text % numbers, self._unknown(result)))), []

    def write_attack_statuses(self, result, _found):
        counts = ", ".join(
            f"{_(label)} {amount(result['counts'][name])}"
            for name, label in LIFECYCLES.items()
            if result["counts"].get(name)
        )
        text = _(
            "%(counts)s. %(part)s of %(coded)s that ended were carried out: %(share)s (interval of"
            " 95 %%: %(low)s to %(high)s)."
        )
        numbers = self._numbers(result, part=result["part"], coded=result["coded"])
        words = text % {**numbers, "counts": counts[:1].upper() + counts[1:]}
        return " ".join(filter(None, (words, self._unknown(result)))), []

    def _numbers(self, result, **counts):
        shares = {name: percent(result[name]) for name in ("share", "low", "high")}
        return shares | {name: amount(value) for name, value in counts.items()}

    def _unknown(self, result):
        """What the incidents that are not coded could make of a share; "" where all are coded."""
        if not result["unknown"]:
            return ""
        text = _(
            "%(n)s are not coded: with them the share lies between %(lowest)s and %(highest)s."
        )
        return text % {
            "n": amount(result["unknown"]),
            "lowest": percent(result["lowest"]),
            "highest": percent(result["highest"]),
        }
