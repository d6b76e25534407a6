"""Pure: what the lists of incidents, actors and assessments are sorted by, on pages and by the API.

{name: column}. A term sorts by its slug, but for the scales, which sort by their ranks; an actor's
country by its name, which the list shows, an incident's by its code; what hangs on a record by a
column of the record that is kept with it (`summed`, `derived`).
"""

INCIDENTS = {
    "title": "title",
    "date": "date_latest",
    "attack_type": "main_attack_type",
    "killed": "killed_figure",
    "country": "country",
    "state": "state",
    "updated": "updated",
}
ACTORS = {
    "name": "folded",
    "kind": "kind",
    "country": "country_name",
    "active": "active_from",
    "state": "state",
    "updated": "updated",
}
ASSESSMENTS = {
    "statement": "folded",
    "kind": "kind",
    "likelihood": "likelihood_rank",
    "confidence": "confidence_rank",
    "horizon": "horizon_latest",
    "judged": "last_judged",
    "outcome": "outcome",
    "state": "state",
    "updated": "updated",
}
