"""The register's verbs. Curated records change through ctplatform.curation.services alone."""

import pycountry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.services import create_record
from ctplatform.jobs.services import request_job
from ctplatform.rest.problems import PreconditionFailed
from incidents.models import Actor, ActorAlias, CasualtyEstimate, Place, Series, Source
from incidents.wording import casualties_from_words

FIGURES = ("low", "best", "high", "qualifier")
SOURCE_FIELDS = ("name", "kind", "url", "reliability", "note")
SERIES_FIELDS = (
    "title", "measure", "bucket", "group_by", "filters", "start", "end", "coverage",
)  # fmt: skip


@transaction.atomic
def create_actor(values, *, by, aliases=(), reason="", evidence=()):
    """Make a candidate actor with its other names; return the Outcome of the actor."""
    outcome = create_record(Actor, values, by=by, reason=reason, evidence=evidence)
    for text in dict.fromkeys(aliases):
        create_record(ActorAlias, {"actor": outcome.record, "text": text}, by=by, reason=reason)
    return outcome


def read_casualty_words(values):
    """Return the values of an estimate, with figures read from `stated` where none are given.

    “more than 150” becomes low 151 with best and high null; words that say no figure change
    nothing.
    """
    given = any(values.get(name) not in (None, "") for name in FIGURES)
    figures = None if given else casualties_from_words(values.get("stated") or "")
    return values | figures._asdict() if figures else values


def add_casualties(values, *, by, reason="", evidence=()):
    """Record an estimate of who was harmed; its figures may be left to the source's words."""
    return create_record(
        CasualtyEstimate, read_casualty_words(values), by=by, reason=reason, evidence=evidence
    )


@transaction.atomic
def create_source(*, by, project, **values):
    """Add a source to a project; annotators may."""
    require_role(by, project, Role.ANNOTATOR)
    source = Source(project=project, created_by=by, **values)
    source.full_clean()
    source.save(force_insert=True)
    return source


@transaction.atomic
def change_source(source, values, *, by, expected_version=None):
    """Change a source: its creator may, and an editor."""
    source = Source.objects.select_for_update().get(pk=source.pk)
    require_may_change_source(source, by=by)
    if expected_version not in (None, source.version):
        raise PreconditionFailed
    if unknown := values.keys() - set(SOURCE_FIELDS):
        raise ValidationError({name: _("This field cannot be changed.") for name in unknown})
    for name, value in values.items():
        setattr(source, name, value)
    source.full_clean()
    source.version += 1
    source.save()
    return source


def require_may_change_source(source, *, by):
    least = Role.ANNOTATOR if source.created_by_id == by.pk else Role.EDITOR
    require_role(by, source.project, least)


@transaction.atomic
def load_countries():
    """Load the countries of ISO 3166-1 as shared places, or bring them up to date.

    Names and codes from pycountry (Debian iso-codes); the numeric code is also UN M49's. Returns
    how many were new. Safe to run at any time.
    """
    known = {place.iso_alpha2: place for place in Place.objects.filter(project=None)}
    now, new, old = timezone.now(), [], []
    for country in pycountry.countries:
        place = known.get(country.alpha_2)
        (old if place else new).append(_fill_country(place or Place(), country, now))
    Place.objects.bulk_create(new)
    Place.objects.bulk_update(
        old, ["name", "names", "iso_alpha3", "iso_numeric", "search_text", "country"]
    )
    return len(new)


def _fill_country(place, country, now):
    place.kind, place.state, place.publish_policy = "country", "published", "open"
    place.published_at = place.published_at or now
    place.iso_alpha2, place.iso_alpha3 = country.alpha_2, country.alpha_3
    place.iso_numeric = country.numeric
    place.name = getattr(country, "common_name", country.name)
    official = getattr(country, "official_name", None)
    others = dict.fromkeys(name for name in (country.name, official) if name != place.name)
    place.names = [{"name": name, "language": "en"} for name in others if name]
    place.derive()
    return place


@transaction.atomic
def create_series(*, by, project, **values):
    """Define a series and let it be counted; editors do. Returns the Series.

    A definition is no fact about the world, so it is versioned but not curated.
    """
    require_role(by, project, Role.EDITOR)
    series = Series(project=project, created_by=by, **values)
    series.full_clean()
    series.save(force_insert=True)
    request_rebuild(series, by=by)
    return series


@transaction.atomic
def change_series(series, values, *, by, expected_version=None):
    """Change what a series counts; it is counted from scratch. Points stay until then."""
    series = _series_to_change(series, by, expected_version)
    if unknown := values.keys() - set(SERIES_FIELDS):
        raise ValidationError({name: _("This field cannot be changed.") for name in unknown})
    for name, value in values.items():
        setattr(series, name, value)
    series.full_clean()
    series.version += 1
    series.save()
    request_rebuild(series, by=by)
    return series


@transaction.atomic
def delete_series(series, *, by, expected_version=None):
    """Delete a series with its points; the incidents stay."""
    _series_to_change(series, by, expected_version).delete()


def request_rebuild(series, *, by):
    """Have a series counted from scratch in the background; return the Job."""
    require_role(by, series.project, Role.EDITOR)
    return request_job(
        "rebuild_series", by=by, project=series.project, title=series.title, series=str(series.pk)
    )


def _series_to_change(series, by, expected_version):
    series = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
    require_role(by, series.project, Role.EDITOR)
    if expected_version not in (None, series.version):
        raise PreconditionFailed
    return series
