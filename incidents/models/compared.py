"""Which records must be compared with the others again, to find out what was entered twice."""

from django.db import models
from django.db.models import Q


class Compared(models.Model):
    """A record that may describe the same as another.

    `compared` says that the record, as it stands, was held against the others. Every edit takes
    it back with the same write, so that a worker finds what there is to do by a small index.
    """

    compared = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    def derive(self):
        super().derive()
        self.compared = False


def not_compared(noun):
    """The index in which a worker finds what waits."""
    return models.Index(
        fields=["project", "id"], condition=Q(compared=False), name=f"{noun}_not_compared"
    )
