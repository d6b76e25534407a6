"""Vocabularies of links from passages to records, with their labels."""

from django.utils.translation import gettext_lazy as _

ROLES = {
    "supports": _("supports"),
    "contradicts": _("contradicts"),
    "mentions": _("mentions"),
    "restates": _("restates"),
    "context": _("gives context"),
}
# Information credibility of the Admiralty scale (NATO AJP-2.1), grade to words.
CREDIBILITY = {
    1: _("confirmed by other sources"),
    2: _("probably true"),
    3: _("possibly true"),
    4: _("doubtful"),
    5: _("improbable"),
    6: _("cannot be judged"),
}
RELEVANCE = {"low": _("low"), "medium": _("medium"), "high": _("high")}
