"""Findings as rows of a table, one for each number."""

from incidents.findings.models import SeriesFindings
from incidents.findings.queries.words import Writer
from incidents.findings.vocabulary import RESPONSIBILITY, STAGES

COLUMNS = (
    "method",
    "group",
    "group_name",
    "part",
    "n",
    "of",
    "share",
    "low",
    "high",
    "reason",
    "needed",
    "sentence",
)
"""`n` of `of` is the `share`, with an interval of 95 % from `low` to `high`."""


def finding_rows(series, row: SeriesFindings, names: dict):
    """The rows of stored findings; `names` are {group: name}. Periods are in the sentences."""
    writer = Writer(series, names)
    for found in row.results:
        group = found["group"]
        head = (found["method"], group or None, names.get(group) if group else None)
        words = writer.sentence(found).words
        for part, n, of, share in _numbers(found):
            interval = tuple(share.get(name) for name in ("share", "low", "high"))
            yield (*head, part, n, of, *interval, None, None, words)
        if "reason" in found:
            few = (found["reason"], found["needed"] or None)
            yield (*head, None, found["n"] or None, None, None, None, None, *few, words)


def _numbers(found):
    """(part, n, of, {share, low, high}) of each number of a finding; one without, of the rest."""
    result = found.get("result")
    return [] if result is None else NUMBERS.get(found["method"], _none)(result)


def _none(_result):
    return [(None, None, None, {})]


def _share(result):
    return [(None, result["part"], result.get("whole", result.get("coded")), result)]


def _responsibility(result):
    shares = [(part, result["shares"][part]) for part in RESPONSIBILITY]  # JSON keeps no order
    shares.append(("denied", result["denied"]))
    return [(part, each["part"], each["whole"], each) for part, each in shares]


def _stages(result):
    stages = [(part, result["stages"][part]) for part in STAGES]
    apart = ("not_coded", "threats", "campaigns", "fatalities_unknown")
    return [
        *((part, each["n"], each["of"], each) for part, each in stages),
        *((part, result[part], None, {}) for part in apart),
    ]


def _warnings(result):
    counts, lead = result["counts"], result["lead"]
    return [
        ("heeded", counts["yes"], result["known"], result),
        *((part, counts[part], None, {}) for part in ("partly", "no", "not_known")),
        *((f"lead_days_{part}", lead.get(part), None, {}) for part in ("lower", "median", "upper")),
    ]


NUMBERS = {
    "responsibility": _responsibility,
    "lifecycle_funnel": _stages,
    "warnings_heeded": _warnings,
    **dict.fromkeys(("share", "transnational_share", "attack_statuses", "actor_share"), _share),
}
"""{method: function of its result}."""
