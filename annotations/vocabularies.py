"""The words that annotations are described with, each with its label."""

from django.utils.translation import gettext_lazy as _

# Named colours of the palette; the parent code's colour is shared by its children.
COLOURS = {
    "madder": _("madder"),
    "ochre": _("ochre"),
    "azure": _("azure"),
    "plum": _("plum"),
    "pine": _("pine"),
    "graphite": _("graphite"),
    "rose": _("rose"),
    "olive": _("olive"),
    "teal": _("teal"),
    "indigo": _("indigo"),
    "umber": _("umber"),
    "sage": _("sage"),
}
CERTAINTY = {
    "certain": _("certain"),
    "probable": _("probable"),
    "unsure": _("unsure"),
}
RIGHTS = {
    "unknown": _("unknown"),
    "public_domain": _("public domain"),
    "cc": _("Creative Commons"),
    "licensed": _("licensed"),
    "fair_use_excerpt": _("excerpt under fair use"),
    "restricted": _("restricted"),
}
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
