"""The form of a series: all filters, sources of coverage, and the preview while it is edited."""

import pytest

from incidents.models import Series, SeriesPoint
from incidents.series.queries.pages import preview
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    CountryFactory,
    IncidentFactory,
    PlaceFactory,
    SeriesFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    team = Team()
    client.force_login(team.editor)
    return team


def definition(**values):
    return {
        "title": "Attacks",
        "measure": "count",
        "bucket": "month",
        "start": "2024-01",
        "end": "2024-12",
        "marking": "clear",
        **values,
    }


def happened(team, **values):
    return IncidentFactory(project=team.project, published=True, date="2024-03-05", **values)


def test_every_filter_is_written_and_shown_again(client, team):
    place = PlaceFactory(project=team.project, parent=CountryFactory())
    given = definition(
        measure="injured",
        bucket="half",
        group_by="weapon_type",
        countries="AF; PK",
        within=["034", "011"],
        place=str(place.pk),
        attack_types=["bombing"],
        target_type=["police", "military"],
        weapon_type=["explosives"],
        domain=["non_state_attack"],
        suicide=["yes"],
        transnational=["no"],
        target_nationality="AF",
        fatalities="5, 10-49",
        dataset="ucdp-ged",
        markings=["clear"],
    )
    answer = client.post("/figures/new/", given)
    assert answer.status_code == 302, answer.context["form"].errors
    series = Series.objects.get()
    assert series.filters == {
        "country": ["AF", "PK"],
        "within": ["034", "011"],
        "place": [str(place.pk)],
        "attack_type": ["bombing"],
        "target_type": ["police", "military"],
        "weapon_type": ["explosives"],
        "domain": ["non_state_attack"],
        "suicide": ["yes"],
        "transnational": ["no"],
        "target_nationality": ["AF"],
        "fatalities": ["5", "10-49"],
        "dataset": ["ucdp-ged"],
        "marking": ["clear"],
    }
    edit = client.get(f"/figures/{series.pk}/edit/").context["form"]
    kept = {name: edit[name].value() for name in edit.fields if edit[name].value() is not None}
    assert client.post(f"/figures/{series.pk}/edit/", kept).status_code == 302
    before, series = series, Series.objects.get()
    assert (series.filters, series.version) == (before.filters, 1)


def test_several_actors_places_and_sources_are_chosen_by_name(client, team):
    first, second = (ActorFactory(project=team.project, name=name) for name in ("Base", "Front"))
    places = [PlaceFactory(project=team.project, name=name) for name in ("Kabul", "Herat")]
    source = SourceFactory(project=team.project, name="Wire")
    given = definition(actor="Front; base", place="Kabul; Herat", source="Wire")
    answer = client.post("/figures/new/", given)
    assert answer.status_code == 302, answer.context["form"].errors
    series = Series.objects.get()
    assert series.filters == {
        "actor": [str(second.pk), str(first.pk)],
        "place": [str(each.pk) for each in places],
        "source": [str(source.pk)],
    }
    page = client.get(f"/figures/{series.pk}/edit/").content.decode()
    assert 'value="Front; Base"' in page
    wrong = client.post("/figures/new/", given | {"place": "Kabul; Nowhere"})
    assert "Nowhere" in wrong.context["form"].errors["place"][0]
    assert Series.objects.count() == 1


def test_values_that_the_editor_may_not_choose_are_kept(client, team):
    shown = ActorFactory(project=team.project, name="Base")
    gone = ActorFactory(project=team.project, name="Front", merged_into=shown)
    series = SeriesFactory(project=team.project, filters={"actor": [str(shown.pk), str(gone.pk)]})
    address = f"/figures/{series.pk}/edit/"
    form = client.get(address).context["form"]
    assert "1 more that cannot be chosen here is kept" in str(form["actor"].help_text)
    kept = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    kept |= {"actor": "Base", "actor_known": str(shown.pk)}
    assert client.post(address, kept | {"title": "Other"}).status_code == 302
    assert Series.objects.get().filters == series.filters
    other = ActorFactory(project=team.project, name="Wing")
    changed = kept | {"actor": "Wing", "version": Series.objects.get().version}
    assert client.post(address, changed).status_code == 302
    assert Series.objects.get().filters["actor"] == [str(other.pk), str(gone.pk)]


def test_coverage_keeps_the_sources_that_looked(client, team):
    covered = "2024-01/2024-06: UCDP, ACLED\r\n2024-08"
    assert client.post("/figures/new/", definition(covered=covered)).status_code == 302
    series = Series.objects.get()
    assert [each["sources"] for each in series.coverage] == [["UCDP", "ACLED"], []]
    page = client.get(f"/figures/{series.pk}/edit/").content.decode()
    assert "2024-01-01/2024-06-30: UCDP, ACLED" in page
    shown = client.get(f"/figures/{series.pk}/").content.decode()
    assert "UCDP, ACLED" in shown


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("fatalities", "many", "fatalities"),
        ("dataset", "x" * 61, "dataset"),
        ("group_by", "within", "group_by"),
        ("suicide", "perhaps", "suicide"),
        ("covered", "2024-03/2024-01: UCDP", "covered"),
        ("covered", "2024-01/2024-06: UCDP\n2024-03/2024-09: ucdp, ACLED", "covered"),
        ("covered", "2024-01/2024-06\n2024-06", "covered"),
    ],
)
def test_bad_filters_are_refused_beside_their_field(client, team, name, value, field):
    answer = client.post("/figures/new/", definition(**{name: value}))
    assert field in answer.context["form"].errors
    assert not Series.objects.exists()


def test_windows_of_different_sources_may_overlap(client, team):
    covered = "2024-01/2024-06: UCDP\n2024-03/2024-09: ACLED"
    assert client.post("/figures/new/", definition(covered=covered)).status_code == 302


def shown(client, team, **values):
    at = f"/figures/preview/?project={team.project.slug}"
    return client.get(at, definition(**values))


def test_preview_counts_what_the_form_says_and_stores_nothing(client, team):
    happened(team, country="AF", suicide="yes")
    happened(team, country="PK", suicide="no")
    happened(team, country="PK")
    page = shown(client, team, suicide=["yes"], group_by="country").content.decode()
    assert "1 incident" in page
    assert "1 is not counted: a field that the series is limited by is not coded" in page
    assert "Afghanistan" in page
    assert "Pakistan" not in page
    assert not Series.objects.exists()
    assert not SeriesPoint.objects.exists()


def test_preview_of_a_changed_series_keeps_the_filters_that_the_form_does_not_change(client, team):
    happened(team, country="AF", suicide="yes")
    happened(team, country="PK", suicide="yes")
    series = SeriesFactory(project=team.project, filters={"country": ["AF"]})
    at = f"/figures/preview/?project={team.project.slug}&series={series.pk}"
    form = client.get(f"/figures/{series.pk}/edit/").context["form"]
    kept = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    page = client.get(at, kept | {"countries": "AF"}).content.decode()
    assert "country: Afghanistan" in page
    assert "1 incident" in page


def test_preview_of_many_records_shows_the_last_buckets(client, team, monkeypatch):
    monkeypatch.setattr(preview, "MOST_COUNTED", 1)
    for _ in range(2):
        happened(team)
    page = shown(client, team, start="2022", end="2024").content.decode()
    assert "the last 12 of 36 buckets are shown" in " ".join(page.split())


def test_preview_of_an_unfinished_form_says_what_is_missing(client, team):
    page = shown(client, team, start="", fatalities="many")
    assert page.status_code == 200
    assert "appears once these are filled in" in page.content.decode()
    assert "From" in page.content.decode()


def test_preview_needs_no_title(client, team):
    assert "0 incidents" in shown(client, team, title="").content.decode()


def test_only_editors_preview(client, team):
    client.force_login(team.reviewer)
    assert shown(client, team).status_code == 403
