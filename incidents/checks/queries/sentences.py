"""The figures of each comparison in a sentence; see `incidents.checks.queries.words`."""

from incidents.records.translatable import _

SENTENCES = {
    "count": _("Counted: %(counted)s; claimed: %(threshold)s."),
    "none": _("Counted: %(counted)s; claimed: none."),
    "each_group": _(
        "Groups that reach it: %(groups_met)s of %(groups)s; claimed: %(threshold)s each."
    ),
    "share": _(
        "The group's share is %(share_low)s to %(share_high)s of %(n)s; with the interval of 95 %%,"
        " %(interval_low)s to %(interval_high)s. The claim is %(share_claimed)s."
    ),
    "each_target": _(
        "Types of target that reach it: %(groups_met)s of %(groups)s; claimed: %(threshold)s each."
    ),
    "target_share": _(
        "It was the target of %(share_low)s to %(share_high)s of %(n)s; with the interval of 95 %%,"
        " %(interval_low)s to %(interval_high)s. The claim is %(share_claimed)s."
    ),
    "rank": _(
        "Rank %(rank_best)s to %(rank_worst)s beside %(compared)s others; the claim is among the"
        " first %(top)s."
    ),
    "largest": _("Most fatalities of an incident: %(counted)s; claimed: %(threshold)s."),
    "highest_period": _("The highest number is %(highest)s, in the period from %(period)s."),
    "longest_run": _(
        "The longest elevated run has %(run_length)s periods, from %(run_first)s, %(run_ratio)s"
        " times as many as the longest before it."
    ),
    "before_after": _(
        "%(before)s before and %(after)s after; the rate after is %(ratio)s times that before"
        " (interval of 95 %% from %(ratio_low)s to %(ratio_high)s)."
    ),
    "opposite_moves": _(
        "The first group's rate is %(ratio)s times that before (%(ratio_low)s to %(ratio_high)s),"
        " the second's %(ratio_other)s times (%(ratio_low_other)s to %(ratio_high_other)s)."
    ),
    "erratic": _(
        "Variance divided by mean is %(variance_ratio)s (p = %(p)s); there are %(peaks)s peaks and"
        " %(lulls)s lulls."
    ),
    "waves": _("A lull follows %(followed)s of %(peaks)s peaks (p = %(p)s)."),
    "recovery": _(
        "%(lulls)s lulls took %(lag_low)s to %(lag_high)s periods to recover from; the claim is at"
        " least %(at_least)s."
    ),
    "transnational": _(
        "The share is %(share_low_before)s to %(share_high_before)s before and %(share_low_after)s"
        " to %(share_high_after)s after."
    ),
    "fatalities": _(
        "Estimates: %(estimates_for)s agree with %(threshold)s, %(estimates_against)s do not, of"
        " %(estimates)s."
    ),
    "participants": _("Stated: %(counted)s; claimed: %(threshold)s."),
    "size": _(
        "Estimates: %(estimates_for)s agree with %(threshold)s, %(estimates_against)s do not, of"
        " %(estimates)s."
    ),
    "heeded": _(
        "Heeded: %(heeded_yes)s, partly: %(heeded_partly)s, not: %(heeded_no)s, not known:"
        " %(heeded_unknown)s; claimed: at most %(at_most_share)s heeded."
    ),
    "arguments": _("Arguments recorded: %(arguments)s; claimed: %(threshold)s."),
    "figures": _("%(figures_covered)s of %(figures)s figures can be drawn."),
}
"""{comparison: its figures in a sentence}, shown where all of them are known."""
