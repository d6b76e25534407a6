"""Which records have to be compared with the others again to find duplicates."""

from django.db import models
from django.db.models import Q


class Compared(models.Model):
    """A record that may be a duplicate of another.

    `compared` says that the record in its present state was compared with the others. Every edit
    clears it in the same write, so that a worker finds its work through a small index.
    """

    compared = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    def derive(self):
        super().derive()
        self.compared = False


def not_compared(noun):
    """The index through which a worker finds records to compare."""
    return models.Index(
        fields=["project", "id"], condition=Q(compared=False), name=f"{noun}_not_compared"
    )
