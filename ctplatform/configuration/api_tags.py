"""The groups in which the API's documentation lists what there is, in order of the work."""

TAG_GROUPS = {
    "Read and annotate": {
        "articles": "Texts, their immutable versions and the annotation layer of each.",
        "annotations": "Passages of texts, each with a code, a certainty and a note.",
        "web-annotations": "The same as W3C Web Annotations, by the Web Annotation Protocol.",
        "annotation-relations": "Relations between annotations of one text.",
        "codebooks": "Hierarchies of codes: drafts, published ones and copies.",
        "codes": "Single codes of a codebook.",
        "links": "What a passage says about a record of the register.",
        "comments": "Comments on texts, passages and records.",
        "reading-positions": "Where you stopped reading a text.",
        "article-charts": "Pinned charts beside a text.",
    },
    "Incidents": {
        "incidents": "What happened, is planned, or is said to have happened.",
        "participations": "The parts of actors in incidents.",
        "casualties": "Estimates of how many people were harmed.",
        "responsibility": "Who claims, attributes or denies that somebody did it.",
        "incident-places": "Further places of an incident.",
        "incident-links": "Links from one incident to another.",
        "dates": "How a date in words would be stored.",
        "duplicates": "Records that may be the same.",
    },
    "Actors, places and sources": {
        "actors": "Groups, states, people and labels.",
        "actor-aliases": "Other names of actors.",
        "actor-kinds": "What kind an actor was, and when.",
        "actor-relations": "Relations between actors, and of actors to places.",
        "actor-sizes": "Estimates of how many members an actor had.",
        "network": "The network of the actors of a project.",
        "places": "Places of any size, from a venue to a continent.",
        "region-sets": "Regions as sets of countries.",
        "sources": "Publishers, offices and people, each with a reliability.",
    },
    "Judgements": {
        "assessments": "Statements that can be right or wrong, and how they turned out.",
        "judgements": "How likely an analyst holds an assessment.",
        "assessment-scopes": "The actors and places that an assessment is about.",
        "assessment-charts": "Pinned charts that an assessment rests on.",
        "hypotheses": "Competing explanations of an assessment.",
        "ach-items": "The rows of the matrix of hypotheses.",
        "ach-ratings": "How consistent a row is with a hypothesis.",
        "warnings": "Notices that were given before an event.",
        "allegations": "Contested claims, as their claimants put them.",
        "allegation-subjects": "Further actors that an allegation is about.",
        "claimants": "Who makes an allegation.",
        "verdicts": "Verdicts of reviewers on allegations.",
        "checks": "Claims that data can support or contradict, and their outcomes.",
        "check-figures": "What sources state for what a check counts.",
    },
    "Counts and reports": {
        "series": "What is counted over time: definitions, points, findings and charts.",
        "chart-snapshots": "Series as they were when they were pinned.",
        "timeline": "Incidents, warnings, judgements and releases in order of time.",
        "reports": "Pages of text, quotes, pinned charts and tables.",
        "releases": "Numbered, frozen versions of the data of a project.",
        "takedowns": "Requests to delete files of a release.",
    },
    "Review and history": {
        "proposals": "Changes that await the decision of a second person.",
        "revisions": "Every applied change, and how to revert it.",
        "changes": "One feed of what was created, changed and deleted.",
    },
    "Files in and out": {
        "file-imports": "Recognise a file of any kind, try it and import it.",
        "imports": "Imports of incidents from tables.",
        "annotation-imports": "Imports of annotated texts.",
        "bundles": "A whole project as one file, and copies made of it.",
        "jobs": "Work in the background, its progress and its files.",
        "webhooks": "Addresses that changes are sent to.",
        "audit": "The log of exports and downloads.",
    },
    "Projects and people": {
        "projects": "Projects, their settings and their members.",
        "invitations": "Offers of a role in a project.",
        "me": "The account that asks.",
        "tokens": "Your tokens for programs.",
        "notifications": "What happened around your work, and which of it you want to see.",
        "saved-views": "Filters and orders of lists, saved for repeated use.",
    },
}
"""{group: {tag: one sentence}}. A tag is the first word of an address."""

TAGS = [
    {"name": name, "description": text}
    for tags in TAG_GROUPS.values()
    for name, text in tags.items()
]
"""All tags in order, as OpenAPI lists them."""

GROUPS_EXTENSION = {
    "x-tagGroups": [{"name": group, "tags": [*tags]} for group, tags in TAG_GROUPS.items()]
}
"""The groups, as ReDoc and other readers take them."""
