"""The choices of fields of projects and memberships."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PRIVATE = "private", _("members only")
    INTERNAL = "internal", _("anyone signed in may read")
    PUBLIC = "public", _("anyone may read")


class ReviewPolicy(models.TextChoices):
    FOUR_EYES = "four_eyes", _("a second person reads every change")
    OPEN = "open", _("changes apply at once and are recorded")


class Role(models.TextChoices):
    """Roles in ascending order: each role includes the permissions of those before it."""

    READER = "reader", _("reader")
    ANNOTATOR = "annotator", _("annotator")
    REVIEWER = "reviewer", _("reviewer")
    EDITOR = "editor", _("editor")
    OWNER = "owner", _("owner")

    @property
    def rank(self):
        return list(Role).index(self)
