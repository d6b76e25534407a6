"""Admin lists that do not count all their rows."""

from django.contrib.admin import ShowFacets
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

MOST_COUNTED = 5_000
"""The number of rows up to which lists are counted; filters and the search find the others."""


class MoreThanMost(int):
    """A number that is displayed as “more than 5,000”."""

    def __str__(self):
        return _("more than %s") % f"{MOST_COUNTED:,}"


class BriefPaginator(Paginator):
    """Pages of the first rows; counting a million takes longer than showing one page."""

    @cached_property
    def count(self):
        found = self.object_list.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return found if found <= MOST_COUNTED else MoreThanMost(found)


class BriefList:
    """Mixin of admin pages: their lists are counted only up to MOST_COUNTED.

    Filters show no counts, which would read the whole table for each choice.
    """

    paginator = BriefPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
