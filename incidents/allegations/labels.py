"""Labels of allegations: the proposition, marked as alleged or pledged."""

from django.utils.translation import gettext as _

from incidents.records.labels import shorten_text


def alleged_words(allegation) -> str:
    """The word before an allegation's proposition: "pledged" for a pledge, else "alleged"."""
    return _("pledged") if allegation.kind == "pledge" else _("alleged")


def alleged_label(allegation, longest=None) -> str:
    """The label of an allegation, such as "alleged: A government knew of it."

    The proposition is cut after `longest` characters.
    """
    return f"{alleged_words(allegation)}: {shorten_text(allegation.proposition, longest)}"
