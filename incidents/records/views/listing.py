"""List pages of a project's rows, with the same filter sets as the API."""

from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.generic import View
from django_filters import MultipleChoiceFilter

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.lists.models import SavedView
from ctplatform.lists.services import query_to_save
from ctplatform.record_types.registry import record_type_of
from ctplatform.rest.paging.keyset import BadCursor, Edge, Keyset
from incidents.records.filters import STATES
from incidents.records.queries.facets import count_facets
from incidents.records.queries.field_rows import column_row
from incidents.records.queries.unsourced import required_evidence, unsourced_among

SIZE = 50
MOST_CHOICES = 60


@method_decorator(with_project, name="dispatch")
class ProjectListView(View):
    """Rows of one project that the user may see, filtered by `filterset_class`.

    The filter bar shows the facets of the filter set; its other filters work from links. `sorts`
    are {name: column} to sort by; `sort` is the initial order. `changes` are the fields that may be
    set in many records at once. `search_form` holds filters that are typed or picked. `columns` are
    the fields that the plain list shows; a list with a template of its own has none.
    """

    model = None
    filterset_class = None
    template_name = "incidents/records/record_list.html"
    related = ()
    prefetch = ()
    sorts = {}
    sort = "-id"
    changes = ()
    columns = ()
    search_form = None
    typed = None
    http_method_names = ["get", "head", "options"]

    def get(self, request, project):
        """The list's page; with `part=facets`, the number of rows that each filter would leave."""
        self.project = project
        if self.search_form:
            self.typed = self.search_form(request.GET, user=request.user, project=project)
            if self.typed.is_to_be_read() and self.typed.is_valid():
                return redirect(f"{request.path}?{self.typed.read_query()}")
        if request.GET.get("part") == "facets":
            return render(request, "incidents/records/facets.html", self.counted())
        rows = self.rows_for(request.GET)
        page = self.page_of(rows.select_related(*self.related).prefetch_related(*self.prefetch))
        return render(request, self.template_name, self.context(page))

    def rows_for(self, query):
        """The unordered rows that match a query string."""
        query = query.copy()
        query["project"] = self.project.slug
        rows = self.model.objects.visible_to(self.request.user)
        self.found = self.filterset_class(query, rows, request=self.request)
        is_valid = self.found.is_valid() and not (self.typed and self.typed.is_to_be_read())
        rows = self.found.qs if is_valid else rows.none()
        return rows.exclude(state="withdrawn") if self.hides_withdrawn(query) else rows

    def hides_withdrawn(self, query):
        """Whether withdrawn records are left out: they are shown only if a query names states."""
        return "state" in self.filterset_class.base_filters and not any(query.getlist("state"))

    def export_query(self):
        """The query string with which the API exports exactly the rows that the list shows."""
        given, query = self.request.GET, QueryDict(mutable=True)
        for name in self.filterset_class.base_filters:
            if values := [each for each in given.getlist(name) if each]:
                query.setlist(name, values)
        query["project"] = self.project.slug
        if self.hides_withdrawn(given):
            query.setlist("state", [state for state in STATES if state != "withdrawn"])
        return query.urlencode()

    def page_of(self, rows):
        """One page by keyset; an unknown order or cursor shows the first page."""
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
            "filtered": self.is_filtered() or bool(self.typed and self.typed.is_to_be_read()),
            "typed": self.typed,
            "sort": self.sort,
            "faults": [text for texts in self.found.errors.values() for text in texts],
            "may_add": may_add,
            "changes": self.choices_to_set() if may_add and self.changes else (),
            "views": self.views(),
            "export_query": self.export_query(),
            "asked": bool(query_to_save(self.request.GET.urlencode())),
            "noun": self.noun,
            "definitions": self.definitions(),
            **(self.plain_table(page.rows) if self.columns else {}),
            "unsourced": unsourced_among(page.rows, self.request.user)
            if required_evidence(self.model)
            else (),
        }

    def plain_table(self, rows):
        """The headings and the cells of the plain list."""
        return {
            "record_type": record_type_of(self.model),
            "headings": [self.model.passage_fields[name] for name in self.columns],
            "table": [
                (row, [column_row(row, name, self.request.user) for name in self.columns])
                for row in rows
            ],
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
        """(field, label, choices) of the fields that may be set in many records at once."""
        fields = [self.model._meta.get_field(name) for name in self.changes]
        return [(field.name, field.verbose_name, field.choices) for field in fields]

    def counted(self):
        """The filter menus with the number of rows that each choice would leave, and the total."""
        facets = self.filterset_class.facets
        beside = getattr(self.filterset_class, "counts_beside", None)  # of records with places
        further = beside(self.request.user) if beside else {}
        total, counts = count_facets(self.rows_for, self.request.GET, facets, further)
        return {
            "project": self.project,
            "total": total,
            "kinds": self.kinds_shown(counts),
            "menus": [self.menu(name, counts.get(name)) for name in self.filterset_class.facets],
            "filtered": self.is_filtered(),
        }

    def definitions(self):
        """The definitions of regions that the filters use, in words."""
        return self.found.definitions() if hasattr(self.found, "definitions") else []

    def kinds_shown(self, counts):
        """The kinds of the rows in words, where not all are of one kind; see IncidentList."""
        return ""

    def menu(self, name, counts=None):
        """One filter with its (value, words, count) rows; counts are None until they are known."""
        found = self.filterset_class.base_filters[name]
        chosen, choices = self.request.GET.getlist(name), found.extra["choices"]
        if counts is not None:
            choices = [row for row in choices if counts[row[0]] or row[0] in chosen]
        elif len(choices) > MOST_CHOICES:  # the others come with their counts
            choices = [row for row in choices if row[0] in chosen]
        rows = [(value, words, counts and counts[value]) for value, words in choices]
        several = isinstance(found, MultipleChoiceFilter)
        return {"name": name, "label": found.label, "choices": rows, "several": several}
