"""Labels of assessments: the statement, and how likely its holder holds it."""

from django.utils.translation import gettext as _

from incidents import vocabularies
from incidents.assessments import estimative_language
from incidents.records.labels import shorten_text


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
