"""List pages: a project's rows, narrowed by the filter set that the API uses too."""

from django.utils.decorators import method_decorator
from django.views.generic import ListView

from ctplatform.accounts.choosing import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from incidents import countries


@method_decorator(with_project, name="dispatch")
class ProjectListView(ListView):
    """Rows that the reader may see in one project, filtered by `filterset_class`.

    `menus` are the filters shown in the bar, in order; other filters work from a link.
    """

    filterset_class = None
    menus = ()
    related = ()
    prefetch = ()
    sort = ("-id",)
    paginate_by = 50
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, project, *args, **kwargs):
        self.project = project
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        query = self.request.GET.copy()
        query["project"] = self.project.slug
        rows = self.model.objects.visible_to(self.request.user).select_related(*self.related)
        self.found = self.filterset_class(query, rows)
        rows = self.found.qs if self.found.is_valid() else rows.none()
        # Withdrawn records are shown where one asks for them.
        if "state" in self.found.filters and not query.get("state"):
            rows = rows.exclude(state="withdrawn")
        return rows.prefetch_related(*self.prefetch).order_by(*self.sort)

    def paginate_queryset(self, queryset, page_size):
        """A page number that is none shows the first or the last page."""
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        names = set(self.found.filters) - {"project"}
        return super().get_context_data(**kwargs) | {
            "project": self.project,
            "words": self.request.GET.get("search", ""),
            "menus": [self.menu(name) for name in self.menus],
            "filtered": any(self.request.GET.get(name) for name in names),
            "faults": [text for texts in self.found.errors.values() for text in texts],
            "may_add": has_role(self.request.user, self.project, Role.ANNOTATOR),
        }

    def menu(self, name):
        found = self.found.filters[name]
        return {"name": name, "label": found.label, "choices": self.choices_of(name, found)}

    def choices_of(self, name, found):
        """(value, words) to choose from; of a column without a vocabulary, what occurs."""
        if "choices" in found.extra:
            return found.extra["choices"]
        rows = self.model.objects.visible_to(self.request.user).filter(project=self.project)
        values = rows.exclude(**{name: None}).order_by(name).values_list(name, flat=True)
        say = countries.name_of if name == "country" else str
        return [(value, say(value)) for value in values.distinct()]
