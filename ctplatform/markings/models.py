"""What every record that is marked has."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.markings.levels import CLEAR, MARKINGS, RED, up_to


def marking_column(strictest=RED):
    """A column for a marking that is no stricter than this one."""
    choices = {each: MARKINGS[each] for each in up_to(strictest)}
    return models.CharField(_("marking"), max_length=12, choices=choices, default=CLEAR)


def marking_is_known(name, strictest=RED):
    """The constraint on that column."""
    return models.CheckConstraint(condition=models.Q(marking__in=up_to(strictest)), name=name)


class Marked(models.Model):
    """A record with a marking; `named` are those who see it though it is red."""

    marking = marking_column()
    named = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
