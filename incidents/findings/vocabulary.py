"""The methods of findings, each with how it is read and where it is published."""

from incidents.events.vocabulary import LIFECYCLES
from incidents.records.translatable import _

METHODS = {
    "all_time_high": _("highest"),
    "peaks": _("peaks"),
    "lulls": _("lulls"),
    "elevated_runs": _("longest elevated run"),
    "change_points": _("change points"),
    "rate_ratio": _("before and after"),
    "recovery": _("recovery after lulls"),
    "waves": _("waves"),
    "dispersion": _("dispersion"),
    "autocorrelation": _("autocorrelation"),
    "gaps": _("time between incidents"),
    "burstiness": _("burstiness and memory"),
    "co_movement": _("movement of two groups together"),
    "share": _("share of all"),
    "transnational_share": _("share across borders"),
    "attack_statuses": _("how far attacks went"),
    "responsibility": _("who is held responsible"),
    "lifecycle_funnel": _("from plan to fatalities"),
    "warnings_heeded": _("warnings heeded"),
    "actor_share": _("share of the actor"),
}

METHOD_NOTES = {
    "all_time_high": _(
        "The highest expected number of all covered periods. It is certain if the least number"
        " there is no lower than the greatest possible number of any other period."
    ),
    "peaks": _(
        "x = 2√(n + 3/8) (Anscombe 1948); a peak has (x - median) / (1.4826 · median absolute"
        " deviation) ≥ 2, a number of at least 3, and no higher neighbour. Without deviation: a"
        " Poisson probability below 0.01, given the mean of the 12 periods before."
    ),
    "lulls": _(
        "At least 3 periods in a row whose mean of 3 is in the lowest quarter of the series until"
        " then, or 0."
    ),
    "elevated_runs": _("Periods in a row whose mean of 3 is in the highest quarter of the series."),
    "change_points": _(
        "PELT (Killick, Fearnhead and Eckley 2012) on 2√(n + 3/8), with a penalty of 2 log n for"
        " each change and at least 3 periods between changes. The days are not chosen beforehand."
    ),
    "rate_ratio": _(
        "Whole periods before and after a day that was chosen beforehand, by their covered days;"
        " exact interval of 95 % (Clopper and Pearson 1934)."
    ),
    "recovery": _(
        "Periods from the start of a lull until the mean of 3 reaches the median of the 12 before"
        " it. The median of five or more allows for lulls that last (Kaplan and Meier 1958)."
    ),
    "waves": _(
        "The share of peaks that a lull follows within 6 periods; p compares it with the lulls"
        " shifted by every number of periods."
    ),
    "dispersion": _(
        "Variance divided by mean: 1 for independent incidents at a constant rate; p by the"
        " chi-squared distribution (Fisher 1925)."
    ),
    "autocorrelation": _(
        "Correlation with the periods before (Box and Jenkins 1976); beyond ±1.96/√n is more than"
        " chance."
    ),
    "gaps": _(
        "Days between incidents whose part is certain; a date of more than one day is taken at its"
        " middle. Days that are not covered count as days without an incident."
    ),
    "burstiness": _(
        "B = (s - m)/(s + m) of the days between incidents, and their correlation with the next"
        " (Goh and Barabási 2008; m their mean, s their deviation), B corrected for their number"
        " (Kim and Jo 2016): -1 regular, 0 random, towards 1 in bursts."
    ),
    "co_movement": _(
        "Spearman's correlation of the changes from one period to the next, at lags up to 6; p"
        " compares the strongest with circular shifts of the second. It does not show that one"
        " causes the other."
    ),
    "share": _(
        "Incidents of the group among all whose dates and participants place them in the series for"
        " certain; interval of Wilson (1927). An incident with several groups counts in each."
    ),
    "transnational_share": _(
        "Incidents coded as transnational among those coded yes or no; interval of Wilson (1927)."
        " Those that are not coded are counted once as no and once as yes."
    ),
    "attack_statuses": _(
        "Attacks that were carried out among those that were foiled, failed, attempted or carried"
        " out; interval of Wilson (1927). Those without a status are counted both ways. It is what"
        " was recorded: a foiled plot is less likely to become known."
    ),
    "responsibility": _(
        "Each incident counts once, by the strongest that is said of it. A claim is disputed where"
        " somebody denies it or doubts that it is authentic, where others claim it as well, or"
        " where an actor is blamed who neither claims it nor is recorded as perpetrator. Claims"
        " that were retracted do not count. An attribution, a suspicion or an allegation is never"
        " counted as a claim. Intervals of Wilson (1927)."
    ),
    "lifecycle_funnel": _(
        "The share of each stage in the one before it; interval of Wilson (1927). Foiled attacks"
        " were planned and not attempted; failed ones were attempted. Fatalities are those of"
        " attacks that were carried out, among those with a figure. Plots that nobody discovered"
        " are in no stage, so the shares of later stages are too high."
    ),
    "warnings_heeded": _(
        "Warnings about incidents that certainly lie in the series, and those heeded in full among"
        " those of which it is known; interval of Wilson (1927). Lead times are days from a warning"
        " to its incident where both are known to the day; quartiles by definition 7 of Hyndman and"
        " Fan (1996). Warnings that nothing followed are about no incident and are not counted."
    ),
    "actor_share": _(
        "Incidents in which the actor certainly has a part, with the actors that count with it in"
        " this series, among all; interval of Wilson (1927). An incident with several actors counts"
        " for each of them, so the shares add up to more than the whole."
    ),
}
"""How each method works, in a sentence or two for the page."""

REASONS = {
    "few_buckets": _("needs %(needed)d fully covered %(periods)s; there are %(n)d"),
    "few_events": _("needs %(needed)d incidents; there are %(n)d"),
    "few_coded": _("needs %(needed)d incidents that are coded; there are %(n)d"),
    "limited_to_it": _("the series is limited to some of the values"),
    "few_leads": _("needs %(needed)d warnings with both days known; there are %(n)d"),
    "no_warnings": _("no warning is recorded about any of the incidents"),
    "few_gaps": _("needs %(needed)d gaps between incidents; there are %(n)d"),
    "few_peaks": _("needs %(needed)d peaks; there are %(n)d"),
    "few_lulls": _("needs %(needed)d lulls; there are %(n)d"),
    "no_lulls": _("no lull follows a year with a level above 0"),
    "no_variation": _("all values are the same"),
    "nothing_counted": _("nothing was counted"),
    "not_covered": _("no day before or after it is covered"),
    "same_day": _("all incidents are on one day"),
    "gaps": _("the series has periods that are not covered"),
    "many_events": _("has more than %(needed)d incidents"),
}
"""Why a method has no result."""

RESPONSIBILITY = {
    "claimed_undisputed": _("claimed, and not disputed"),
    "claimed_disputed": _("claimed, and disputed"),
    "heralded_only": _("heralded, not claimed"),
    "attributed_official": _("attributed by officials, not claimed"),
    "attributed_analyst": _("attributed by others, not claimed"),
    "recorded_only": _("perpetrator recorded, no statement about it"),
    "suspected_only": _("perpetrator only suspected or alleged, no statement about it"),
    "denied_only": _("only denied"),
    "nobody_named": _("nobody named"),
}
"""The parts of the responsibility ladder, the strongest first."""

STAGES = {
    "planned": _("planned"),
    "attempted": _("attempted"),
    "carried_out": _("carried out"),
    "with_fatalities": _("with fatalities"),
}
"""The stages of attacks, each part of the one before."""

INCIDENT_PARTS = {
    **RESPONSIBILITY,
    "denied": _("denied by somebody"),
    **STAGES,
    "without_fatalities": _("carried out, without fatalities"),
    "fatalities_unknown": _("carried out, fatalities not known"),
    "stage_not_coded": _("attack status not coded"),
    **{f"status_{code}": label for code, label in LIFECYCLES.items()},
    "transnational_yes": _("crossed a border"),
    "transnational_no": _("crossed no border"),
    "transnational_not_coded": _("transnational not coded"),
    "warned": _("warned of"),
    "all_certain": _("certainly in the series"),
    "certain_part": _("the actor certainly has a part"),
    "suspected_part": _("the actor's part is only suspected or alleged"),
}
"""What findings count incidents of a series as; each is a filter of lists."""

WARNING_PARTS = {
    "warning_of_member": _("about an incident of the series"),
    "warning_heeded": _("heeded"),
    "warning_partly_heeded": _("partly heeded"),
    "warning_not_heeded": _("not heeded"),
    "warning_outcome_not_known": _("not known whether heeded"),
}
"""What findings count warnings of the incidents of a series as."""
