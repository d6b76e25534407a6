"""Findings about shares in words: how far attacks went, across borders, and of each group."""

from django.utils.translation import gettext as _

from incidents.findings.queries.number_words import amount, percent
from incidents.vocabularies import LIFECYCLES


class ShareWords:
    """Puts the results of `incidents.findings.methods.coded_shares` into words."""

    def write_share(self, result, found):
        text = _(
            "%(part)s of %(whole)s incidents that certainly lie in the series: %(share)s"
            " (interval of 95 %%: %(low)s to %(high)s)."
        )
        links = [self.part_number("all_certain", result["part"], found["group"])]
        words = text % self._numbers(result, part=result["part"], whole=result["whole"])
        return words, links if result["part"] else []

    def write_transnational_share(self, result, _found):
        text = _(
            "%(part)s of %(coded)s coded incidents crossed a border: %(share)s (interval of 95 %%:"
            " %(low)s to %(high)s)."
        )
        numbers = self._numbers(result, part=result["part"], coded=result["coded"])
        counts = {**result["counts"], "not_coded": result["unknown"]}
        links = [
            self.part_number(f"transnational_{name}", counts[name])
            for name in ("yes", "no", "not_coded")
            if counts.get(name)
        ]
        return " ".join(filter(None, (text % numbers, self._unknown(result)))), links

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
        links = [
            self.part_number(f"status_{name}", result["counts"][name])
            for name in LIFECYCLES
            if result["counts"].get(name)
        ]
        if result["unknown"]:
            links.append(self.part_number("stage_not_coded", result["unknown"]))
        return " ".join(filter(None, (words, self._unknown(result)))), links

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
