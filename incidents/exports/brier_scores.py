"""Brier scores (p - o)² as SQL for exports, equal to the `brier` of the models."""

from django.db.models import Case, F, FloatField, Value, When
from django.db.models.functions import Cast

from incidents import vocabularies


def outcome_value(path=""):
    """1 if the question was resolved yes, 0 if no, else null."""
    cases = (
        When(**{f"{path}outcome": slug}, then=Value(float(number)))
        for slug, number in vocabularies.SCORED.items()
    )
    return Case(*cases, output_field=FloatField())


def squared_error(fraction, path=""):
    gap = Cast(fraction, FloatField()) - outcome_value(path)
    return gap * gap


FORECAST = Case(
    When(probability__isnull=False, then=Cast(F("probability"), FloatField())),
    *(
        When(likelihood=slug, then=Value(float(vocabularies.middle_of(slug))))
        for slug in vocabularies.LIKELIHOODS
    ),
    output_field=FloatField(),
)
"""The probability by which a judgement is scored."""

OF_ASSESSMENT = squared_error(F("probability"))
OF_JUDGEMENT = squared_error(FORECAST, "assessment__")
BASIS_OF_JUDGEMENT = Case(
    When(probability__isnull=False, then=Value("stated")),
    When(likelihood__isnull=False, then=Value("mapped_from_term")),
    default=Value("none"),
)
