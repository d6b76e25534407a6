"""Vocabularies of annotations, with their labels."""

from django.utils.translation import gettext_lazy as _

CERTAINTY = {
    "certain": _("certain"),
    "probable": _("probable"),
    "unsure": _("unsure"),
}
