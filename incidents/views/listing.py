"""List pages: a project's rows, narrowed by the filter set that the API uses too."""

from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.generic import View
from django_filters import MultipleChoiceFilter

from ctplatform.accounts.choosing import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.lists.models import SavedView
from ctplatform.lists.services import kept
from ctplatform.rest.keyset import BadCursor, Edge, Keyset
from incidents.aggregates.facets import count_facets
from incidents.aggregates.tracing import CORES, untraced_among

SIZE = 50
MOST_CHOICES = 60


@method_decorator(with_project, name="dispatch")
class ProjectListView(View):
    """Rows that the reader may see in one project, filtered by `filterset_class`.

    The bar shows the facets of the filter set; its other filters work from a link. `sorts` are the
    columns to sort by, by name; `sort` is how the list begins.
    `changes` are the fields that may be set in many records at once.
    """

    model = None
    filterset_class = None
    template_name = ""
    related = ()
    prefetch = ()
    sorts = {}
    sort = "-id"
    changes = ()
    http_method_names = ["get", "head", "options"]

    def get(self, request, project):
        """The list's page; with `part=facets` how many rows each filter would leave."""
        self.project = project
        if request.GET.get("part") == "facets":
            return render(request, "incidents/facets.html", self.counted())
        rows = self.rows_for(request.GET)
        page = self.page_of(rows.select_related(*self.related).prefetch_related(*self.prefetch))
        return render(request, self.template_name, self.context(page))

    def rows_for(self, query):
        """The rows that a query string leaves, in no order."""
        query = query.copy()
        query["project"] = self.project.slug
        rows = self.model.objects.visible_to(self.request.user)
        self.found = self.filterset_class(query, rows)
        rows = self.found.qs if self.found.is_valid() else rows.none()
        # Withdrawn records are shown where one asks for them.
        if "state" in self.found.filters and not any(query.getlist("state")):
            rows = rows.exclude(state="withdrawn")
        return rows

    def page_of(self, rows):
        """One page by key; an order or a cursor that is none of ours shows the first page."""
        name = self.request.GET.get("sort", self.sort)
        if name.removeprefix("-") not in self.sorts:
            name = self.sort
        plain = name.removeprefix("-")
        keyset = Keyset(self.sorts.get(plain, plain), name.startswith("-"))
        try:
            token = self.request.GET.get("cursor")
            return keyset.page(rows, SIZE, Edge.read(token) if token else None)
        except BadCursor:
            return keyset.page(rows, SIZE)

    def context(self, page):
        may_add = has_role(self.request.user, self.project, Role.ANNOTATOR)
        return {
            "project": self.project,
            "object_list": page.rows,
            "page": page,
            "words": self.request.GET.get("search", ""),
            "menus": [self.menu(name) for name in self.filterset_class.facets],
            "filtered": self.is_filtered(),
            "sort": self.sort,
            "faults": [text for texts in self.found.errors.values() for text in texts],
            "may_add": may_add,
            "changes": self.choices_to_set() if may_add and self.changes else (),
            "views": self.views(),
            "asked": bool(kept(self.request.GET.urlencode())),
            "noun": self.noun,
            "untraced": untraced_among(page.rows) if self.model in CORES else (),
        }

    def is_filtered(self):
        given = self.request.GET
        return any(any(given.getlist(name)) for name in {*self.found.filters} - {"project"})

    @property
    def noun(self):
        return self.request.path.strip("/").split("/")[0]

    def views(self):
        shown = SavedView.objects.visible_to(self.request.user).select_related("project")
        return shown.filter(project=self.project, list=self.noun)

    def choices_to_set(self):
        """(field, label, choices) of what may be set in many records at once."""
        fields = [self.model._meta.get_field(name) for name in self.changes]
        return [(field.name, field.verbose_name, field.choices) for field in fields]

    def counted(self):
        """The menus with how many rows each choice would leave, and how many there are."""
        facets = self.filterset_class.facets
        total, counts = count_facets(self.rows_for, self.request.GET, facets)
        return {
            "project": self.project,
            "total": total,
            "menus": [self.menu(name, counts.get(name)) for name in self.filterset_class.facets],
            "filtered": self.is_filtered(),
        }

    def menu(self, name, counts=None):
        """One filter with its (value, words, count); counts are None until they are known."""
        found = self.filterset_class.base_filters[name]
        chosen, choices = self.request.GET.getlist(name), found.extra["choices"]
        if counts is not None:
            choices = [row for row in choices if counts[row[0]] or row[0] in chosen]
        elif len(choices) > MOST_CHOICES:  # those that occur follow with their counts
            choices = [row for row in choices if row[0] in chosen]
        rows = [(value, words, counts and counts[value]) for value, words in choices]
        several = isinstance(found, MultipleChoiceFilter)
        return {"name": name, "label": found.label, "choices": rows, "several": several}
