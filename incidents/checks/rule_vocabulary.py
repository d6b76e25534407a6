"""Vocabularies of the rules of checks: parameters with their labels, and each rule in words."""

from incidents.records.translatable import _

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
