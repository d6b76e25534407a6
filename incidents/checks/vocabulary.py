"""Vocabularies of checks: comparisons, outcomes, reasons, and the names of figures."""

from incidents.records.translatable import _

CHECK_COMPARISONS = {
    "count": _("a number of incidents"),
    "none": _("no incident at all"),
    "each_group": _("each of several groups reaches a number"),
    "share": _("a group's share of all"),
    "each_target": _("each of several types of target is hit"),
    "target_share": _("an actor's share as the target"),
    "rank": _("a group's rank"),
    "largest": _("the largest number of fatalities"),
    "highest_period": _("when the highest period was"),
    "longest_run": _("the longest elevated run"),
    "before_after": _("a rate falls or rises"),
    "opposite_moves": _("one group falls while another rises"),
    "erratic": _("sharp peaks and low valleys"),
    "waves": _("waves: lulls follow peaks"),
    "recovery": _("recovery after lulls"),
    "transnational": _("the share of transnational attacks rises"),
    "fatalities": _("fatalities of an incident"),
    "participants": _("participants in an incident"),
    "size": _("the size of an actor"),
    "heeded": _("warnings that were heeded"),
    "arguments": _("arguments for an assessment"),
    "figures": _("figures that the text refers to"),
}

CHECK_OUTCOMES = {
    "supported": _("supported"),
    "weakly_supported": _("weakly supported"),
    "contradicted": _("contradicted"),
    "depends_on_uncertainty": _("depends on what is uncertain"),
    "insufficient_data": _("insufficient data"),
    "not_computable": _("not computable"),
}

OVERRIDES = CHECK_OUTCOMES
"""The outcomes that a reviewer may set beside the computed one."""

CHECK_REASONS = {
    "bounds": _("the numbers reach from one side of the threshold to the other"),
    "ties": _("two or more are equal"),
    "open_counts": _("some numbers have no upper limit"),
    "sources_disagree": _("the sources disagree"),
    "not_coded": _("too many incidents are not coded"),
    "interval": _("the interval of 95 % includes both"),
    "by_chance": _("it may be chance"),
    "few_extremes": _("fewer than two peaks and two lulls"),
    "no_earlier_run": _("there is no earlier run to compare it with"),
    "not_slight": _("the rise is more than slight"),
    "not_covered": _("nobody has looked on all of these days"),
    "partly_covered": _("less than 90 % of the days are covered"),
    "coverage_demanded": _("fewer days are covered than the rule demands"),
    "window_not_covered": _("no period of the window is covered"),
    "own_source_only": _("only the source of the claim itself states it"),
    "no_estimates": _("there is no estimate"),
    "no_numbers": _("no number of participants is stated"),
    "nothing_counted": _("nothing was counted"),
    "no_warnings": _("no warning is recorded"),
    "not_known_whether_heeded": _("it is not known of any warning whether it was heeded"),
    "no_comparators": _("there are too few others to compare with"),
    "few_events": _("there are too few incidents"),
    "few_buckets": _("there are too few fully covered periods"),
    "few_peaks": _("there are too few peaks"),
    "few_lulls": _("there are too few lulls"),
    "no_lulls": _("no lull follows a year with a level above 0"),
    "no_variation": _("all values are the same"),
    "gaps": _("the series has periods that are not covered"),
    "no_series": _("it has no series to count"),
    "not_counted_yet": _("its series has not been counted yet"),
    "no_arguments": _("no argument for it is published"),
    "figures_missing": _("not every figure has a series"),
    "figures_not_covered": _("nobody has looked for what the figures count"),
    "no_record": _("it names no record to look at"),
    "not_published": _("the record that it is about is not published"),
    "other_group": _("the series has no such groups"),
}
"""Why there is too little data, or what an outcome depends on."""

COUNT, SHARE, NUMBER, DAY, YES = "count", "share", "number", "day", "yes"

CHECK_FIGURES = {
    "low": (_("at least"), COUNT),
    "expected": (_("expected"), COUNT),
    "high": (_("at most"), COUNT),
    "at_least": (_("claimed: at least"), COUNT),
    "at_most": (_("claimed: at most"), COUNT),
    "n": (_("records"), COUNT),
    "needed": (_("needed"), COUNT),
    "suspected": (_("of these only suspected"), COUNT),
    "undated": (_("without a full date, counted as possible"), COUNT),
    "summaries": (_("left out: summaries of several events"), COUNT),
    "references": (_("left out: references that are not resolved"), COUNT),
    "unknown": (_("without a figure"), COUNT),
    "groups": (_("groups"), COUNT),
    "groups_met": (_("groups that reach it"), COUNT),
    "estimates": (_("estimates"), COUNT),
    "estimates_for": (_("estimates for it"), COUNT),
    "estimates_against": (_("estimates against it"), COUNT),
    "own_estimates": (_("left out: of the claim's own source"), COUNT),
    "without_number": (_("without a number"), COUNT),
    "more_than": (_("claimed: more than"), SHARE),
    "less_than": (_("claimed: less than"), SHARE),
    "part_low": (_("of the group, at least"), COUNT),
    "part_high": (_("of the group, at most"), COUNT),
    "share_low": (_("share, at least"), SHARE),
    "share_high": (_("share, at most"), SHARE),
    "interval_low": (_("interval of 95 %, from"), SHARE),
    "interval_high": (_("interval of 95 %, to"), SHARE),
    "at_most_share": (_("claimed: at most"), SHARE),
    "heeded_yes": (_("heeded"), COUNT),
    "heeded_partly": (_("partly heeded"), COUNT),
    "heeded_no": (_("not heeded"), COUNT),
    "heeded_unknown": (_("not known whether heeded"), COUNT),
    "top": (_("claimed: among the first"), COUNT),
    "compared": (_("others compared"), COUNT),
    "rank_best": (_("rank, at best"), COUNT),
    "rank_worst": (_("rank, at worst"), COUNT),
    "covered_share": (_("days covered"), SHARE),
    "covered_at_least": (_("demanded: days covered, at least"), SHARE),
    "highest": (_("highest number"), COUNT),
    "period": (_("in the period from"), DAY),
    "ties": (_("periods with the highest number"), COUNT),
    "run_first": (_("longest run, from"), DAY),
    "run_last": (_("longest run, to the period from"), DAY),
    "run_length": (_("periods of the longest run"), COUNT),
    "run_ratio": (_("times the longest run before"), NUMBER),
    "variance_ratio": (_("variance divided by mean"), NUMBER),
    "p": (_("probability by chance (p)"), NUMBER),
    "peaks": (_("peaks"), COUNT),
    "lulls": (_("lulls"), COUNT),
    "followed": (_("peaks that a lull follows"), COUNT),
    "lag_low": (_("shortest recovery, in periods"), COUNT),
    "lag_high": (_("longest recovery, in periods"), COUNT),
    "lag_median": (_("median recovery, in periods"), COUNT),
    "not_recovered": (_("lulls not recovered from"), COUNT),
    "before": (_("before"), COUNT),
    "after": (_("after"), COUNT),
    "ratio": (_("rate after, times that before"), NUMBER),
    "ratio_low": (_("interval of 95 %, from"), NUMBER),
    "ratio_high": (_("interval of 95 %, to"), NUMBER),
    "before_other": (_("other group: before"), COUNT),
    "after_other": (_("other group: after"), COUNT),
    "ratio_other": (_("other group: rate after, times that before"), NUMBER),
    "ratio_low_other": (_("other group: interval, from"), NUMBER),
    "ratio_high_other": (_("other group: interval, to"), NUMBER),
    "correlation": (_("rank correlation of their changes"), NUMBER),
    "lag": (_("at a lag, in periods"), COUNT),
    "yes_before": (_("transnational before"), COUNT),
    "no_before": (_("not transnational before"), COUNT),
    "unknown_before": (_("not coded, before"), COUNT),
    "yes_after": (_("transnational after"), COUNT),
    "no_after": (_("not transnational after"), COUNT),
    "unknown_after": (_("not coded, after"), COUNT),
    "share_low_before": (_("share before, at least"), SHARE),
    "share_high_before": (_("share before, at most"), SHARE),
    "share_low_after": (_("share after, at least"), SHARE),
    "share_high_after": (_("share after, at most"), SHARE),
    "arguments": (_("arguments"), COUNT),
    "figures": (_("figures"), COUNT),
    "figures_covered": (_("figures with a covered period"), COUNT),
}
"""{name of a figure: (label, how it is written)}: a count, a share as a percentage, a number, or a
day."""

CHECK_PARAMETERS = {
    "at_least": _("at least"),
    "at_most": _("at most"),
    "more_than": _("more than"),
    "less_than": _("less than"),
    "at_most_share": _("at most"),
    "top": _("among the first"),
    "group": _("for"),
    "groups": _("for each of"),
    "falls": _("falls in"),
    "rises": _("rises in"),
    "target": _("target:"),
    "target_types": _("types of target:"),
    "transnational": _("transnational:"),
    "direction": _("the rate"),
    "role": _("in the role"),
    "unit": _("counted in"),
    "figures": _("figures:"),
    "start": _("from"),
    "end": _("until"),
    "day": _("at"),
    "covered_by": _("counting as covered only days that were covered by"),
    "covered_at_least": _("with days covered of at least"),
}
"""{parameter: the words before its value}."""

RULE_LABELS = {
    "figures": _("Figures"),
    "target": _("Target"),
    "group": _("Group"),
    "groups": _("Groups"),
    "falls": _("Group that falls"),
    "rises": _("Group that rises"),
    "target_types": _("Types of target"),
    "role": _("Role"),
    "unit": _("Counted in"),
    "transnational": _("Only transnational"),
    "direction": _("The rate"),
    "at_least": _("At least"),
    "at_most": _("At most"),
    "top": _("Among the first"),
    "more_than": _("More than"),
    "less_than": _("Less than"),
    "at_most_share": _("At most the share"),
    "day": _("Day of the change"),
    "start": _("From"),
    "end": _("Until"),
    "covered_by": _("Only days covered by these sources"),
    "covered_at_least": _("Days that must be covered"),
}
"""{parameter: the label of its form field}."""

CHECK_DIRECTIONS = {"falls": _("falls"), "rises": _("rises")}
"""Where a rate goes after a day."""

CHECK_RULES = {
    "count": _(
        "The incidents of the series within the window. Supported if the number that is certain"
        " reaches the threshold; contradicted if not even all that may count do, and every day was"
        " covered. Takes at least, at most (one of them), group, start, end."
    ),
    "none": _(
        "Supported if no incident may lie in the window and every day of it was covered;"
        " contradicted if one certainly does. Takes group, start, end."
    ),
    "each_group": _(
        "As a number of incidents, for each of the groups. Takes groups, at least, at most, start,"
        " end."
    ),
    "share": _(
        "Supported if the interval of 95 % of the share (Wilson 1927), counting only what is"
        " certain, lies above it; with less than, if the interval lies below. Takes group,"
        " more than (0.5 if neither is given), less than, transnational (yes or no), start, end."
    ),
    "each_target": _(
        "As a number of incidents, for each of the types of target. Takes target types, at least,"
        " at most, start, end."
    ),
    "target_share": _(
        "As a group's share, for the incidents whose target is the actor. Takes target (an actor's"
        " id), more than (0.5 if not given), start, end."
    ),
    "rank": _(
        "Supported if the group is among the first even by its lowest number and the highest of"
        " the others. Takes group, top, start, end."
    ),
    "largest": _(
        "Supported if no incident has, or may have, more fatalities. Takes at most, group, start,"
        " end."
    ),
    "highest_period": _(
        "Supported if a period of the window certainly has more incidents than any other can have."
        " Takes start, end, group."
    ),
    "longest_run": _(
        "Elevated are periods whose mean of 3 is in the highest quarter of the series. Supported if"
        " the longest run of them begins in the period of start or later and is longer than those"
        " before. Takes start, group."
    ),
    "before_after": _(
        "Supported if the exact interval of the ratio of rates (Clopper and Pearson 1934) lies on"
        " the side that is claimed, weakly if the ratio does. Needs 10 incidents and 90 % of the"
        " days covered. Takes day, direction (falls or rises), group."
    ),
    "opposite_moves": _(
        "Supported if the interval of the first group's ratio lies below 1 and that of the second"
        " above it. The correlation is stated and decides nothing. Takes falls, rises (groups),"
        " day."
    ),
    "erratic": _(
        "Supported if the index of dispersion (Fisher 1925) has p < 0.05 and there are two peaks"
        " and two lulls. Takes group."
    ),
    "waves": _(
        "Supported if lulls follow peaks within 6 periods more often than when they are shifted"
        " (p < 0.05). Takes group."
    ),
    "recovery": _(
        "Supported if the median time until the level before a lull is regained (Kaplan and Meier"
        " 1958) is at least that many periods. Takes at least, group."
    ),
    "transnational": _(
        "Supported if the share of incidents coded as transnational, by its lowest bound after the"
        " day, is above its highest bound before, and the intervals of Wilson do not overlap. Takes"
        " day, group."
    ),
    "fatalities": _(
        "Supported if every estimate of other sources meets the threshold, or leaves it open;"
        " uncertain if sources disagree. Takes at least, at most (one of them)."
    ),
    "participants": _(
        "The numbers of those who took part in the role, added up. Takes at least, at most (one of"
        " them), role (perpetrator if not given)."
    ),
    "size": _(
        "As fatalities, for estimates of the actor's size in a period. Takes at least, at most (one"
        " of them), unit (members if not given), start, end."
    ),
    "heeded": _(
        "All published warnings of the project. Supported if no more than that share was heeded,"
        " even if all of which it is not known were. Takes at most share."
    ),
    "arguments": _(
        "The published arguments for the assessment. Takes at least, at most (one of them)."
    ),
    "figures": _(
        "Supported if each of the series exists and has a covered period. Takes figures (ids of"
        " series)."
    ),
}
"""{comparison: its decision rule, in a sentence or two, and the parameters that it takes}.

The form has a field for each; the API takes them with underscores. Every comparison with a series
takes `covered_by` and `covered_at_least` as well.
"""
