"""Findings about the members of a series in words, each number with the URL of its records."""

from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.findings.queries.number_words import amount, interval, percent
from incidents.findings.vocabulary import (
    INCIDENT_PARTS,
    REASONS,
    RESPONSIBILITY,
    STAGES,
    WARNING_PARTS,
)

HEEDED = {
    "yes": "warning_heeded",
    "partly": "warning_partly_heeded",
    "no": "warning_not_heeded",
    "not_known": "warning_outcome_not_known",
}
"""{outcome: part of the finding on warnings}."""


class MemberWords:
    """Puts the results of `incidents.findings.methods.member_shares` into words."""

    def part_link(self, part, words, group="", noun="incidents"):
        """(words, URL) of the records that a finding counts as a part."""
        more = f"&group={quote(group)}" if group else ""
        url = f"/{noun}/?project={self.series.project.slug}&series={self.series.pk}&finding={part}"
        return words, url + more

    def part_number(self, part, n, group=""):
        """(“claimed, and disputed (5)”, URL)."""
        return self.part_link(part, f"{_(INCIDENT_PARTS[part])} ({amount(n)})", group)

    def write_responsibility(self, result, _found):
        shares = result["shares"]
        links = [
            self.part_link(
                part,
                f"{_(label)} ({amount(shares[part]['part'])}: {percent(shares[part]['share'])},"
                f" {interval(shares[part])})",
            )
            for part, label in RESPONSIBILITY.items()  # in their order, which JSON does not keep
            if shares[part]["part"]
        ]
        claimed = sum(shares[part]["part"] for part in ("claimed_undisputed", "claimed_disputed"))
        words = ngettext(
            "Of %(whole)s incidents %(n)s is claimed by somebody.",
            "Of %(whole)s incidents %(n)s are claimed by somebody.",
            claimed,
        ) % {"whole": amount(result["whole"]), "n": amount(claimed) if claimed else _("none")}
        if n := result["denied"]["part"]:
            words += " " + ngettext(
                "Somebody denies having done %(n)s.", "Somebody denies having done %(n)s.", n
            ) % {"n": amount(n)}
            links.append(self.part_number("denied", n))
        words += " " + _("The shares have intervals of 95 %.")
        return words, links

    def write_lifecycle_funnel(self, result, _found):
        stages = result["stages"]
        sentences = [
            _("Planned: %s, whatever became of them.") % amount(stages["planned"]["n"]),
            self._stage(stages["attempted"], _("Attempted: %(n)s of %(of)s")),
            self._stage(stages["carried_out"], _("Carried out: %(n)s of %(of)s")),
            self._stage(
                stages["with_fatalities"],
                _("With fatalities: %(n)s of %(of)s that have a figure of them"),
            ),
            self._counted_apart(result),
        ]
        links = [self.part_number(name, stages[name]["n"]) for name in STAGES if stages[name]["n"]]
        for part, n in (
            ("fatalities_unknown", result["fatalities_unknown"]),
            ("stage_not_coded", result["not_coded"]),
            ("status_threat_statement", result["threats"]),
            ("status_ongoing_campaign", result["campaigns"]),
        ):
            links += [self.part_number(part, n)] if n else []
        return " ".join(filter(None, sentences)), links

    def _stage(self, stage, text):
        words = text % {"n": amount(stage["n"]), "of": amount(stage["of"])}
        if stage["share"] is None:
            few = _("a share needs %d")
            return f"{words} ({few % stage['needed']})."
        return f"{words}, {percent(stage['share'])} ({interval(stage)})."

    def _counted_apart(self, result):
        """What is in no stage; "" where there is nothing."""
        apart = [
            (result["not_coded"], "%s without a status", "%s without a status"),
            (result["threats"], "%s threat", "%s threats"),
            (result["campaigns"], "%s campaign", "%s campaigns"),
        ]
        said = ", ".join(ngettext(one, many, n) % amount(n) for n, one, many in apart if n)
        return _("Not in these numbers: %s.") % said if said else ""

    def write_warnings_heeded(self, result, _found):
        text = ngettext(
            "%(n)s warning about %(incidents)s of %(whole)s incidents.",
            "%(n)s warnings about %(incidents)s of %(whole)s incidents.",
            result["warnings"],
        )
        words = text % {
            "n": amount(result["warnings"]),
            "incidents": amount(result["incidents"]),
            "whole": amount(result["whole"]),
        }
        sentences = [words, self._heeded(result), self._lead(result)]
        links = [
            self.part_link(part, f"{_(WARNING_PARTS[part])} ({amount(n)})", noun="warnings")
            for outcome, part in HEEDED.items()
            if (n := result["counts"][outcome])
        ]
        links.append(self.part_number("warned", result["incidents"]))
        return " ".join(sentences), links

    def _heeded(self, result):
        numbers = {"n": amount(result["counts"]["yes"]), "known": amount(result["known"])}
        if result["share"] is None:
            text = ngettext(
                "Of %(known)s whose outcome is known %(n)s was heeded in full; a share needs"
                " %(needed)d.",
                "Of %(known)s whose outcome is known %(n)s were heeded in full; a share needs"
                " %(needed)d.",
                result["counts"]["yes"],
            )
            return text % {**numbers, "needed": result["needed"]}
        text = ngettext(
            "Of %(known)s whose outcome is known %(n)s was heeded in full: %(share)s (%(span)s).",
            "Of %(known)s whose outcome is known %(n)s were heeded in full: %(share)s (%(span)s).",
            result["counts"]["yes"],
        )
        return text % {**numbers, "share": percent(result["share"]), "span": interval(result)}

    def _lead(self, result):
        lead = result["lead"]
        if "reason" in lead:
            text = _("Lead times: %s.")
            return text % (_(REASONS[lead["reason"]]) % {"needed": lead["needed"], "n": lead["n"]})
        text = _(
            "Lead time of %(n)s: median %(median)s days, middle half %(lower)s to %(upper)s, all"
            " %(shortest)s to %(longest)s."
        )
        words = text % {name: amount(value) for name, value in lead.items()}
        if result["without_lead"]:
            n = result["without_lead"]
            few = ngettext(
                "%s has none, as its days are not known or do not follow each other.",
                "%s have none, as their days are not known or do not follow each other.",
                n,
            )
            words += " " + few % amount(n)
        return words

    def write_actor_share(self, result, found):
        text = _(
            "It certainly has a part in %(part)s of %(whole)s incidents: %(share)s (%(span)s)."
        )
        numbers = {name: amount(result[name]) for name in ("part", "whole", "suspected")}
        words = text % {**numbers, "share": percent(result["share"]), "span": interval(result)}
        links = []
        if result["part"]:
            links.append(self.part_number("certain_part", result["part"], found["group"]))
        if n := result["suspected"]:
            links.append(self.part_number("suspected_part", n, found["group"]))
            text = ngettext(
                "In %(suspected)s more its part is only suspected or alleged: with it %(share)s.",
                "In %(suspected)s more its part is only suspected or alleged: with them %(share)s.",
                n,
            )
            words += " " + text % {**numbers, "share": percent(result["highest"])}
        return words, links
