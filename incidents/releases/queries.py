"""What the pages show of releases, in a fixed number of queries."""

from urllib.parse import urlencode

from django.http import QueryDict

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from incidents.countries import countries
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.models.incidents import Incident
from incidents.events.views.filter_words import filters_in_words
from incidents.releases.content.selection import ANYBODY
from incidents.releases.models import Release, Takedown
from incidents.releases.vocabulary import CHANGES, LEFT_OUT

SHOWN = 100  # releases in a list
COUNTRIES = 10  # countries that are named


def releases_of(project, user) -> list[Release]:
    """The releases of a project that the user may see, the newest first."""
    rows = Release.objects.visible_to(user).filter(project=project)
    rows = rows.select_related("created_by", "approved_by").defer("description")
    return list(rows.order_by("-created", "-id")[:SHOWN])


def selection_in_words(release_or_query, project) -> list[tuple[str, str]]:
    """[(filter, values)] of a release or a query string; empty for all incidents."""
    query = getattr(release_or_query, "query", release_or_query)
    found = IncidentFilter(QueryDict(query), Incident.objects.none(), request=None)
    return filters_in_words(found, project, ANYBODY)


def shown_manifest(manifest) -> dict:
    """The parts of a manifest that the page shows, with labels instead of slugs."""
    coverage = manifest.get("coverage", {})
    by_country = list(coverage.get("by_country", {}).items())
    return {
        "coverage": coverage,
        "countries": [(countries.name_of(code) or code, n) for code, n in by_country[:COUNTRIES]],
        "other_countries": len(by_country[COUNTRIES:]),
        "left_out": [(LEFT_OUT[why], n) for why, n in manifest.get("left_out", {}).items()],
        "series": any(
            each["name"] == "series.jsonl" and each["rows"] for each in manifest.get("files", [])
        ),
        "not_compared": manifest.get("not_compared", []),
        "changes": [
            (table, [counted.get(how, 0) for how in CHANGES])
            for table, counted in manifest.get("changes", {}).items()
        ],
    }


def shown_takedowns(release, user) -> list[Takedown]:
    """The takedowns of a release that the user may see, the newest first.

    Each says in `may_approve` and `may_refuse` what the user may do, and in `is_own` whose it is.
    """
    rows = Takedown.objects.visible_to(user).filter(release=release)
    found = list(rows.select_related("created_by", "decided_by").order_by("-id")[:SHOWN])
    may_review = has_role(user, release.project, Role.REVIEWER)
    for row in found:
        row.is_own = row.created_by_id == user.pk
        row.may_refuse = may_review and row.state == "requested"
        row.may_approve = row.may_refuse and not row.is_own
    return found


def query_of(given) -> str:
    """The filters in a query string of the list of incidents, without those that a release sets."""
    known = set(IncidentFilter.base_filters) - {"project", "state", "marking", "include_merged"}
    kept = {name: given.getlist(name) for name in given if name in known}
    return urlencode(kept, doseq=True)
