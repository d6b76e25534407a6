"""The abstract model of records with a marking."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.markings.levels import CLEAR, MARKINGS, RED, up_to


def marking_column(strictest=RED):
    """A column for a marking that is at most as strict as `strictest`."""
    choices = {each: MARKINGS[each] for each in up_to(strictest)}
    return models.CharField(_("marking"), max_length=12, choices=choices, default=CLEAR)


def marking_is_known(name, strictest=RED):
    """The CHECK of that column."""
    return models.CheckConstraint(condition=models.Q(marking__in=up_to(strictest)), name=name)


class Marked(models.Model):
    """A record with a marking; the users `named` see it even if it is red."""

    marking = marking_column()
    named = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
