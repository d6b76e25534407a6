"""Vocabularies of codebooks, with their labels."""

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
