"""A number with open sides: what casualty and size estimates share."""

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incidents.models.facts import whole_number


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


class Estimated(models.Model):
    """Whole persons; null where that side is open."""

    low = whole_number(_("at least"))
    best = whole_number(_("best"))
    high = whole_number(_("at most"))

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        names = [name for name in ("low", "best", "high") if getattr(self, name) is not None]
        for first, second in pairwise(names):
            if getattr(self, first) > getattr(self, second):
                message = _("This is more than “%s”.") % second
                raise ValidationError({first: message}, code="order")

    @property
    def figures(self):
        """“39 to 40”, “at least 151”, “at most 60”, “about 90”, or “unknown”."""
        low, best, high = self.low, self.best, self.high
        if low is not None and high is not None:
            return (
                str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
            )
        if low is not None:
            return _("at least %s") % low
        if high is not None:
            return _("at most %s") % high
        return _("about %s") % best if best is not None else _("unknown")
