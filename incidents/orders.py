"""Pure: what the lists of incidents, actors and assessments are sorted by, on pages and by the API.

{name: column}. A term and a country sort by the name that the list shows, in English, but for the
scales, which sort by their ranks; what hangs on a record by a column of the record that is kept
with it (`summed`, `derived`). States are in the order of their names as they are.
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
