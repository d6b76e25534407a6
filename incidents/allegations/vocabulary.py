"""Vocabularies of allegations and verdicts."""

from incidents.records.translatable import _

ALLEGATION_KINDS = {
    "sponsorship": _("sponsorship"),
    "direct_involvement": _("direct involvement"),
    "denial": _("denial"),
    "misattribution": _("misattribution"),
    "inaction_excuse": _("denial or justification"),
    "capability_claim": _("claim about capability"),
    "measurement_claim": _("claim about a measure"),
    "entity_claim": _("claim about what an entity is"),
    "infiltration": _("infiltration"),
    "pledge": _("pledge"),
}

REVIEWER_KINDS = {
    "article_author": _("author of an article"),
    "platform_editor": _("editor of this project"),
    "court": _("court"),
    "fact_checker": _("fact checker"),
}

VERDICT_RATINGS = {
    "true": _("true"),
    "mostly_true": _("mostly true"),
    "unproven": _("unproven"),
    "unclear": _("unclear"),
    "premature": _("premature"),
    "misleading": _("misleading"),
    "confusing": _("confusing"),
    "inadequate": _("inadequate"),
    "undermined": _("undermined by events"),
    "dubious": _("dubious"),
    "unfounded": _("unfounded"),
    "false": _("false"),
    "no_verdict": _("no verdict given"),
}
"""The rating of a verdict. “No verdict” means that the reviewer considered the allegation and left
it open; an allegation that nobody reviewed has no row."""
