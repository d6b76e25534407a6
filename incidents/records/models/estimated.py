"""The fields and rules that casualty estimates and size estimates share."""

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incidents.figures.estimate_figures import qualifier_agrees, words_agree
from incidents.figures.estimates import estimate_in_words, figures_in_words, qualifier_of
from incidents.records.models import term_column, whole_number
from incidents.vocabularies import CASUALTY_QUALIFIERS


def ordered_figures(name):
    """The constraint that low, best and high, where given, are in order."""
    return models.CheckConstraint(
        condition=(
            (Q(low__isnull=True) | Q(best__isnull=True) | Q(low__lte=F("best")))
            & (Q(best__isnull=True) | Q(high__isnull=True) | Q(best__lte=F("high")))
            & (Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")))
        ),
        name=name,
        violation_error_message=_("Low is at most best, and best at most high."),
    )


def contradictory_without_figures(name):
    """The constraint that an estimate qualified as contradictory has no figures."""
    return models.CheckConstraint(
        condition=Q(qualifier__isnull=True)
        | ~Q(qualifier="contradictory")
        | Q(low__isnull=True, best__isnull=True, high__isnull=True),
        name=name,
        violation_error_message=_("Of contradictory figures none is chosen."),
    )


def low_bound_in_words(low, row) -> str:
    """“39”, or “more than 150” for an exclusive low of 151; "" where it is open."""
    is_exclusive = low and qualifier_of(row) == "more_than"
    return _bound_words(low, figures_in_words(low, None, None, "more_than"), is_exclusive)


def high_bound_in_words(high, row) -> str:
    """“60”, or “fewer than 20” for an exclusive high of 19; "" where it is open."""
    is_exclusive = high is not None and qualifier_of(row) == "fewer_than"
    return _bound_words(high, figures_in_words(None, None, high, "fewer_than"), is_exclusive)


FIGURES = ("low", "best", "high")
EXCLUSIVE = {"more_than": "low", "fewer_than": "high"}
"""{qualifier: the bound that it moves by one}."""


class Estimated(models.Model):
    """An abstract estimate: whole numbers, null where that side is open.

    `stated` holds the source's words, `qualifier` how they qualify the figures.
    """

    low = whole_number(_("at least"))
    best = whole_number(_("best"))
    high = whole_number(_("at most"))
    qualifier = term_column(CASUALTY_QUALIFIERS, _("qualifier"))
    stated = models.CharField(_("in the source's words"), max_length=200, blank=True)
    low.in_words_of_row, high.in_words_of_row = low_bound_in_words, high_bound_in_words

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        names = [name for name in ("low", "best", "high") if getattr(self, name) is not None]
        for first, second in pairwise(names):
            if getattr(self, first) > getattr(self, second):
                message = _("This is more than “%s”.") % second
                raise ValidationError({first: message}, code="order")

    def cleared_values(self, values):
        """Values to clear when the figures change: words and qualifier that no longer fit.

        Words are cleared unless they give the new figures too; a qualifier is cleared if it
        contradicts them. Words stay when figures are set for the first time.
        """
        before = {name: getattr(self, name) for name in FIGURES}
        after = before | {name: values[name] for name in FIGURES if name in values}
        known = [each for each in after.values() if each is not None]
        if after == before or any(type(each) is not int for each in known):
            return {}
        is_first = not any(each is not None for each in before.values())
        words = values.get("stated", self.stated) or ""
        is_said = words_agree(words, **after)
        gone = {} if is_said or is_first or not words else {"stated": ""}
        moved = {name for name in FIGURES if before[name] != after[name]}
        qualifier = values.get("qualifier", self.qualifier)
        is_other = EXCLUSIVE.get(qualifier) in moved and not is_said
        if is_other or not qualifier_agrees(qualifier, **after):
            gone["qualifier"] = None
        return gone

    @property
    def figures(self):
        """The figures in words: “39 to 40”, “more than 150”, “up to 60”, “unknown”."""
        return estimate_in_words(self)

    @property
    def low_in_words(self):
        """The lower bound for a table; see `low_bound_in_words`."""
        return low_bound_in_words(self.low, self)

    @property
    def high_in_words(self):
        """The upper bound for a table; see `high_bound_in_words`."""
        return high_bound_in_words(self.high, self)


def _bound_words(number, words, is_exclusive):
    return words if is_exclusive else "" if number is None else str(number)
