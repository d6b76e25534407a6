"""Pure: the sort columns of the lists of incidents, actors and assessments, for pages and API.

{name: column}. Terms and countries sort by the English name that the list shows, but scales sort by
their ranks. Values of child rows sort by a column kept with the record (`summed`, `derived`).
States sort by their slugs.
"""

INCIDENTS = {
    "title": "title",
    "date": "date_latest",
    "attack_type": "main_attack_type",
    "killed": "killed_figure",
    "country": "country_name",
    "state": "state",
    "updated": "updated",
}
ACTORS = {
    "name": "folded",
    "kind": "kind_name",
    "country": "country_name",
    "active": "active_from",
    "state": "state",
    "updated": "updated",
}
ASSESSMENTS = {
    "statement": "folded",
    "kind": "kind_name",
    "likelihood": "likelihood_rank",
    "confidence": "confidence_rank",
    "horizon": "horizon_latest",
    "judged": "last_judged",
    "outcome": "outcome_name",
    "state": "state",
    "updated": "updated",
}
