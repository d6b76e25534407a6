"""Labels that show how far a statement goes.

An assessment is labelled by its statement and how likely its holder holds it, an allegation by its
proposition as "alleged" or "pledged".
"""

import re

from django.utils.translation import gettext as _

from incidents import vocabularies
from incidents.assessments import estimative_language

LABEL = re.compile(r"^(?:held [^:]{1,120}|alleged|pledged): ")


def held_words(assessment) -> str:
    """How likely the holder holds the statement, such as "held unlikely"; "" where it is not said.

    Taken from the term of likelihood, else from the probability, else from the holder's words if
    they express a likelihood ("isn't likely").
    """
    if assessment.likelihood in vocabularies.LIKELIHOOD_PHRASES:
        return _(vocabularies.LIKELIHOOD_PHRASES[assessment.likelihood])
    if assessment.probability is not None:
        percent = f"{assessment.probability * 100:.1f}".rstrip("0").rstrip(".")
        return _("held %(percent)s %% likely") % {"percent": percent}
    words = assessment.estimative or ""
    if estimative_language.says_likelihood(words):
        return _("held “%(words)s”") % {"words": words}
    return ""


def label_of(assessment, longest=None) -> str:
    """The label of an assessment, such as "held unlikely: Governments cooperate."

    The statement is cut after `longest` characters.
    """
    statement = shorten_text(assessment.statement, longest)
    held = held_words(assessment)
    return f"{held}: {statement}" if held else statement


def alleged_words(allegation) -> str:
    """The word before an allegation's proposition: "pledged" for a pledge, else "alleged"."""
    return _("pledged") if allegation.kind == "pledge" else _("alleged")


def alleged_label(allegation, longest=None) -> str:
    """The label of an allegation, such as "alleged: A government knew of it."

    The proposition is cut after `longest` characters.
    """
    return f"{alleged_words(allegation)}: {shorten_text(allegation.proposition, longest)}"


def shorten_text(text, longest=None) -> str:
    """Cut a text to at most `longest` characters, after a whole word if it has one."""
    if not longest or len(text) <= longest:
        return text
    kept = text[:longest]
    whole = kept.rsplit(None, 1)[0] if len(kept.split()) > 1 else kept[:-1]
    return f"{whole.rstrip(' ,;:.')}…"


def statement_in(label) -> str:
    """The statement or proposition in a label that somebody typed or copied."""
    return LABEL.sub("", label).removesuffix("…")
