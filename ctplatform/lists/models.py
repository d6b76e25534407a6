"""Saved views: the filters and the order of a list, saved under a name."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import Row, VisibleQuerySet
from ctplatform.accounts.models import Project
from ctplatform.record_types.registry import record_types


def listed_nouns() -> list[str]:
    """The nouns of the lists whose views can be saved, such as "incidents"."""
    return [each.noun for each in record_types()]


class SavedViewQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """The user's own views, and those that others share with the project."""
        own = Q(created_by=user) if user.is_authenticated else Q(pk__in=[])
        return super().visible_to(user).filter(own | Q(shared=True))


class SavedView(Row):
    """The filters and the order of a list, saved for repeated use.

    `list` is the list's noun and `query` its query string, without project, page or cursor.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project")
    )
    list = models.CharField(_("list"), max_length=20)
    title = models.CharField(_("name"), max_length=100)
    query = models.CharField(_("filters and order"), max_length=2000, blank=True)
    shared = models.BooleanField(_("shown to the whole project"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                "project",
                "list",
                "created_by",
                Lower("title"),
                name="a_person_names_a_view_of_a_list_once",
                violation_error_message=_("You have a view of this name already."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.list not in listed_nouns():
            raise ValidationError({"list": _("There is no such list.")})

    @property
    def address(self):
        """The URL of the view: the list's page with its filters and order."""
        query = f"&{self.query}" if self.query else ""
        return f"/{self.list}/?project={self.project.slug}{query}"
