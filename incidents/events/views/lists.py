"""The list page of incidents."""

from django.db.models import Prefetch
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from ctplatform.accounts.models import Role, Visibility
from ctplatform.accounts.roles import has_role
from incidents.casualties.queries import KILLED, hold_killed
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.filters.participants import series_in_words
from incidents.events.forms.search import IncidentSearchForm
from incidents.events.models.canonical_ids import canonical_ids
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import Incident
from incidents.events.queries.kept_spots import cached_clusters
from incidents.events.queries.participants import acting_in
from incidents.events.queries.record_kinds import (
    count_kinds,
    kinds_among,
    kinds_in_words,
    split_events,
)
from incidents.records import sort_columns
from incidents.records.views.listing import ProjectListView


class IncidentList(ProjectListView):
    model = Incident
    filterset_class = IncidentFilter
    template_name = "incidents/events/list.html"
    related = ("place",)
    prefetch = (
        KILLED,
        Prefetch(
            "further_places",
            IncidentPlace.objects.select_related("place").order_by("id"),
            to_attr="beside",
        ),
    )
    search_form = IncidentSearchForm
    sorts = sort_columns.INCIDENTS
    sort = "-date"
    changes = (
        "record_kind",
        "lifecycle",
        "domain",
        "suicide",
        "success",
        "violence_type",
        "event_type",
        "property_damage",
        "transnational_logistical",
        "transnational_ideological",
        "transnational_miscellaneous",
        "marking",
    )

    def get(self, request, project):
        """The table, or with `view=map` a map of all incidents that match the filters."""
        if request.GET.get("view") == "map":
            self.template_name = "incidents/events/map.html"
        return super().get(request, project)

    def kinds_shown(self, counts):
        """The number of records of each kind: “5 events, 7 summaries of several events”."""
        asked = self.request.GET.getlist("record_kind")
        return kinds_in_words(kinds_among(counts["record_kind"], asked))

    def page_of(self, rows):
        """Add the fatalities estimates and the acting participants to each row of the page."""
        page = super().page_of(rows)
        canonical = canonical_ids([row.pk for row in page.rows], self.request.user)
        hold_killed(page.rows, canonical)
        acting = acting_in(canonical, self.request.user)
        for incident in page.rows:
            incident.acting = acting.get(incident.pk, ())
        return page

    def behind(self):
        """The series point that the list shows in words, and the URL of its chart."""
        asked = self.found.form.cleaned_data if self.found.is_valid() else {}
        words = series_in_words(asked, self.request.user)
        return {"behind": words, "behind_url": words and reverse("figure", args=[asked["series"]])}

    def series_url(self, query):
        """The URL of a new series with the filters of the list, for editors; else ""."""
        if not has_role(self.request.user, self.project, Role.EDITOR):
            return ""
        filters = QueryDict(query, mutable=True)
        filters.pop("project", None)
        asked = {"project": self.project.slug, "list": filters.urlencode()}
        return f"{reverse('figure-new')}?{urlencode(asked)}"

    def context(self, page):
        """The query strings of both views, and the data of the map."""
        query = self.request.GET.copy()
        query.pop("view", None)
        query.pop("cursor", None)
        table = query.urlencode()
        found = {"as_table": table, "as_map": f"{table}&view=map".lstrip("&")}
        found |= self.behind()
        found["series_url"] = self.series_url(table)
        found["may_publish"] = has_role(self.request.user, self.project, Role.REVIEWER)
        is_public = self.project.visibility == Visibility.PUBLIC
        found["may_release"] = is_public and has_role(self.request.user, self.project, Role.EDITOR)
        if self.template_name == "incidents/events/map.html":
            asked = any(self.request.GET.getlist("record_kind"))
            since = timezone.now()
            drawn, apart = split_events(self.rows_for(self.request.GET), asked)
            found["map"] = cached_clusters(drawn, self.request.user, since)
            found["kinds"] = kinds_in_words(count_kinds(drawn)) if asked else ""
            found["apart"] = kinds_in_words(apart, apart=True)
        return super().context(page) | found
