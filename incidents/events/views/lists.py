"""The list page of incidents."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

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
from incidents.events.queries.map_periods import across_in_words, period_in_words, periods_of
from incidents.events.queries.participants import acting_in
from incidents.events.queries.record_kinds import (
    count_kinds,
    kinds_among,
    kinds_in_words,
    split_events,
)
from incidents.events.vocabulary import MAP_PERIODS
from incidents.records import sort_columns
from incidents.records.models import read_date
from incidents.records.views.listing import ProjectListView
from incidents.series.views import new_series_url


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

    def period_shown(self, query, found) -> dict:
        """What the map shows of the period in `dated_in`, in words; {} without one.

        `across` and `across_query` are about what may have been in it and is not drawn.
        """
        period = query.get("dated_in")
        if not period or not self.found.is_valid():
            return {}
        date = read_date(period)
        others = query.copy()
        others.pop("dated_in")
        others["dated_across"] = period
        rows, _apart = split_events(self.rows_for(others), any(query.getlist("record_kind")))
        for name in ("view", "by"):
            others.pop(name, None)
        return {
            "words": period_in_words(date.words, found.total, found.nowhere),
            "across": across_in_words(rows.order_by().count()),
            "across_query": others.urlencode(),
        }

    def time_context(self, query) -> dict:
        """The periods through which the map is walked, and the query strings without a period."""
        whole = query.copy()
        whole.pop("dated_in", None)
        rows, _apart = split_events(self.rows_for(whole), any(whole.getlist("record_kind")))
        days = (self.found.form.cleaned_data if self.found.is_valid() else {}).get
        periods = periods_of(
            rows, self.request.GET.get("by", ""), days("date_after"), days("date_before")
        )
        return {
            "periods": periods,
            "sizes": [(each, _(MAP_PERIODS[each])) for each in periods.sizes],
            "given_period": self.request.GET.get("dated_in", ""),
            "as_whole": whole.urlencode(),
            "whole_fields": [(name, each) for name, values in whole.lists() for each in values],
        }

    def context(self, page):
        """The query strings of both views, and the data of the map."""
        listed = super().context(page)
        query = self.request.GET.copy()
        query.pop("view", None)
        query.pop("cursor", None)
        query.pop("by", None)
        table = query.urlencode()
        found = {"as_table": table, "as_map": f"{table}&view=map".lstrip("&")}
        found |= self.behind()
        found["series_url"] = new_series_url(self.request, self.project)
        found["may_publish"] = has_role(self.request.user, self.project, Role.REVIEWER)
        is_public = self.project.visibility == Visibility.PUBLIC
        found["may_release"] = is_public and has_role(self.request.user, self.project, Role.EDITOR)
        if self.template_name == "incidents/events/map.html":
            asked = any(self.request.GET.getlist("record_kind"))
            since = timezone.now()
            drawn, apart = split_events(self.rows_for(self.request.GET), asked)
            found["map"] = cached_clusters(drawn, self.request.user, since)
            found["period"] = self.period_shown(self.request.GET, found["map"])
            found["kinds"] = kinds_in_words(count_kinds(drawn)) if asked else ""
            found["apart"] = kinds_in_words(apart, apart=True)
            found |= self.time_context(query)
        return listed | found
