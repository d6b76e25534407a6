"""The methods of findings, each with how it is read and where it is published."""

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
}
"""How each method works, in a sentence or two for the page."""

REASONS = {
    "few_buckets": _("needs %(needed)d fully covered %(periods)s; there are %(n)d"),
    "few_events": _("needs %(needed)d incidents; there are %(n)d"),
    "few_coded": _("needs %(needed)d incidents that are coded; there are %(n)d"),
    "limited_to_it": _("the series is limited to some of the values"),
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
