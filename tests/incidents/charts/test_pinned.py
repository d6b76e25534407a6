"""Pinned charts: what they keep, what has changed since, where they are shown, and to whom."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotations.models import ArticleChart
from ctplatform.curation import services as curation
from ctplatform.curation.history_chain.purging import purge_project
from ctplatform.domain_errors import Conflict, StaleVersion
from incidents.charts import services
from incidents.charts.queries.pinned import read_pinned
from incidents.findings.services import compute
from incidents.models import Actor, AssessmentChart, ChartSnapshot, Incident, Series
from incidents.series.queries.points import rebuild_series, recount_dirty_days
from incidents.series.services import change_series, delete_series
from tests.factories import annotations as texts
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    AssessmentFactory,
    IncidentFactory,
    ParticipationFactory,
    SeriesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MARCH, APRIL = dt.date(2024, 3, 1), dt.date(2024, 4, 1)


@pytest.fixture
def team():
    return Team(policy="open")


@pytest.fixture
def reader(client, team):
    client.force_login(team.reader)
    return client


@pytest.fixture
def annotator(client, team):
    client.force_login(team.author)
    return client


def counted(series):
    rebuild_series(series, lambda _done, _total: None)
    series.refresh_from_db()
    return series


@pytest.fixture
def series(team):
    for date in ("2024-03-22", "2024-03-30/2024-04-02", "2024-05"):
        team.published(date=date, country="ML")
    return counted(SeriesFactory(project=team.project, title="Attacks", group_by="country"))


@pytest.fixture
def snapshot(series, team):
    return services.pin_series(series, by=team.author)


def assessment(team, **values):
    values = {"project": team.project, "statement": "It rises.", "published": True, **values}
    return AssessmentFactory(**values)


def expected(pinned, day=MARCH):
    point = pinned.chart.figure.total.get(day)
    return point and point.n_expected


def read(snapshot, user, kind="steps"):
    """A snapshot as it is read from the database for a user."""
    rows = ChartSnapshot.objects.visible_to(user).select_related("series__project", "project")
    return read_pinned(rows.get(pk=snapshot.pk), user, kind)


def change(record, team, **values):
    """Change a published record at once, and count again."""
    curation.change_record(record, values, by=team.owner, reason="New")
    record.refresh_from_db()
    recount_dirty_days()


# What is kept -------------------------------------------------------------------------------------


def test_snapshot_keeps_its_numbers_while_the_series_moves(team, series, snapshot):
    before = read(snapshot, team.reader)
    assert expected(before) == 1.5
    assert before.changed == 0
    team.published(date="2024-03-03", country="ML")
    recount_dirty_days()
    after = read(snapshot, team.reader)
    assert expected(after) == 1.5
    assert after.changed == 1
    assert after.now.total[MARCH].n_expected == 2.5
    assert [label for _group, label, _points in after.chart.figure.groups] == ["Mali"]


def test_snapshot_keeps_the_findings_of_its_numbers(team, series):
    compute(series)
    pinned = services.pin_series(series, by=team.author)
    assert pinned.findings == series.findings.results
    type(series).objects.filter(pk=series.pk).update(recounts=99)
    series.refresh_from_db()
    assert services.pin_series(series, by=team.author).findings == []


def test_snapshot_is_never_changed(snapshot):
    snapshot.title = "Other"
    with pytest.raises(TypeError):
        snapshot.save()


@pytest.mark.parametrize(
    "act",
    [
        lambda pinned: pinned.update(title="Other"),
        lambda pinned: pinned.update(points=[]),
        lambda pinned: pinned.update(series=SeriesFactory(project=pinned.get().project)),
        lambda pinned: pinned._raw_delete(pinned.db),
    ],
    ids=["title", "points", "other series", "whole"],
)
def test_database_refuses_to_change_a_snapshot(series, snapshot, act):
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        act(ChartSnapshot.objects.filter(pk=snapshot.pk))


def test_purge_of_a_project_deletes_its_snapshots(team, series, admin_user):
    placed_on(team, series)
    counts = purge_project(team.project, by=admin_user, reason="Asked for.")
    assert counts["incidents_chartsnapshot"] == counts["incidents_assessmentchart"] == 1


def test_series_without_numbers_is_not_pinned(team):
    series = SeriesFactory(project=team.project)
    with pytest.raises(Conflict):
        services.pin_series(series, by=team.author)
    with pytest.raises(PermissionDenied):
        services.pin_series(series, by=team.reader)
    assert not ChartSnapshot.objects.exists()


def test_other_definition_is_not_compared_but_another_title_is(team, series, snapshot, reader):
    change_series(series, {"title": "Renamed"}, by=team.editor)
    counted(series)
    pinned = read(snapshot, team.reader)
    assert pinned.changed == 0
    assert pinned.now is not None
    change_series(series, {"bucket": "quarter"}, by=team.editor)
    pinned = read(snapshot, team.reader)
    assert pinned.is_redefined
    assert expected(pinned) == 1.5
    text = reader.get(f"/chart-snapshots/{snapshot.pk}/").content.decode()
    assert "The definition of the series has changed since" in text


def test_deleted_series_leaves_the_numbers_without_links(team, series, snapshot, reader):
    delete_series(series, by=team.editor)
    pinned = read(snapshot, team.reader)
    assert expected(pinned) == 1.5
    text = reader.get(f"/chart-snapshots/{snapshot.pk}/").content.decode()
    assert "The series was deleted since." in text
    assert "bucket=" not in text


@pytest.mark.parametrize("kind", ["steps", "multiples", "calendar"])
def test_page_says_what_has_changed(team, series, snapshot, reader, kind):
    path = f"/chart-snapshots/{snapshot.pk}/{kind}/"
    assert "The data have not changed since." in reader.get(path).content.decode()
    team.published(date="2024-03-03", country="ML")
    recount_dirty_days()
    for address in (path, f"{path}drawing/"):
        text = reader.get(address).content.decode()
        words = "now 4 incidents instead of 3 incidents; 1 of 12 periods differ"
        assert words in text
        assert "chart-changed" in text
        assert "1 to 2 incidents, 1.5 expected" in text


def test_queries_do_not_grow(team, series, snapshot, reader, django_assert_max_num_queries):
    for n in range(9):
        team.published(date=f"2024-06-{n + 1:02}", country=["ML", "NE", "BF"][n % 3])
    counted(series)
    pinned = services.pin_series(series, by=team.author)
    with django_assert_max_num_queries(22):
        reader.get(f"/chart-snapshots/{pinned.pk}/multiples/drawing/")


# Who sees it --------------------------------------------------------------------------------------


def test_lower_marking_of_the_series_shows_the_snapshot_to_nobody_more(team, series):
    IncidentFactory(project=team.project, date="2024-03-02", published=True, marking="amber+strict")
    stricter = change_series(series, {"marking": "amber+strict"}, by=team.owner)
    pinned = services.pin_series(counted(stricter), by=team.author)
    change_series(series, {"marking": "clear"}, by=team.owner)
    assert Series.objects.visible_to(team.reader).filter(pk=series.pk).exists()
    assert not ChartSnapshot.objects.visible_to(team.reader).filter(pk=pinned.pk).exists()
    assert ChartSnapshot.objects.visible_to(team.author).filter(pk=pinned.pk).exists()


def test_stricter_marking_of_the_series_hides_the_snapshot_too(team, series, snapshot):
    change_series(series, {"marking": "amber+strict"}, by=team.owner)
    assert not ChartSnapshot.objects.visible_to(team.reader).exists()


@pytest.mark.parametrize("how", ["marking", "embargo"])
def test_record_that_is_hidden_since_counts_in_no_pinned_number(team, series, snapshot, how):
    incident = Incident.objects.get(date="2024-03-22")
    later = (timezone.now() + dt.timedelta(days=9)).isoformat()
    hiding = {"marking": "red"} if how == "marking" else {"embargo_until": later}
    change(incident, team, **hiding)
    pinned = read(snapshot, team.reader)
    assert expected(pinned) == 0.5
    assert pinned.changed == 0
    assert expected(pinned, APRIL) == 0.5
    assert [points[MARCH].n_expected for _g, _l, points in pinned.chart.figure.groups] == [0.5]
    team.published(date="2024-07-03", country="ML")
    recount_dirty_days()
    assert read(snapshot, team.reader).changed == 1


def test_days_that_a_hidden_record_had_are_hidden_even_if_it_is_dated_otherwise(
    team, series, snapshot
):
    incident = Incident.objects.get(date="2024-03-22")
    change(incident, team, date="2024-08-01")
    change(incident, team, marking="red")
    pinned = read(snapshot, team.reader)
    assert expected(pinned) == 0.5


def test_numbers_are_not_shown_where_nothing_replaces_those_of_a_hidden_record(
    team, series, snapshot, reader
):
    change(Incident.objects.get(date="2024-03-22"), team, marking="red")
    change_series(series, {"bucket": "year"}, by=team.editor)
    assert read(snapshot, team.reader).chart.is_empty
    text = reader.get(f"/chart-snapshots/{snapshot.pk}/").content.decode()
    assert "These numbers can no longer be shown." in text


def test_edits_of_records_that_were_always_hidden_change_nothing(team, series):
    hidden = IncidentFactory(project=team.project, date="2024-03-09", published=True, marking="red")
    pinned = services.pin_series(series, by=team.author)
    team.published(date="2024-03-03", country="ML")
    recount_dirty_days()
    before = read(pinned, team.reader)
    change(hidden, team, date="2024-03-10")
    after = read(pinned, team.reader)
    assert (expected(after), after.changed) == (expected(before), before.changed) == (1.5, 1)


def test_actor_that_is_hidden_since_is_in_no_pinned_number(team):
    actor = ActorFactory(project=team.project, published=True, name="SECRET")
    ParticipationFactory(incident=team.published(date="2024-03-22"), actor=actor)
    series = counted(SeriesFactory(project=team.project, group_by="actor"))
    pinned = services.pin_series(series, by=team.author)
    assert read(pinned, team.reader).chart.figure.groups[0][1] == "SECRET"
    actor = Actor.objects.get(pk=actor.pk)
    change(actor, team, marking="red")
    groups = read(pinned, team.reader).chart.figure.groups
    assert [points for _group, _label, points in groups if points] == []


# Where it is shown --------------------------------------------------------------------------------


def placed_on(team, series, page="assessment", **values):
    if page == "assessment":
        model, place = AssessmentChart, {"assessment": assessment(team)}
    else:
        model, place = ArticleChart, {"article": texts.article(team.project, team.author)}
    values = {"kind": "steps", "caption": "As the text says", **values}
    return services.place_chart(model, by=team.author, series=series, **values, **place)


@pytest.mark.parametrize("page", ["assessment", "article"])
def test_chart_is_placed_renewed_and_taken_away(team, series, annotator, page):
    row = placed_on(team, series, page).place
    home, charts = f"/{page}s/{row.pk}/", f"/{page}-charts/"
    answer = annotator.post(
        f"{home}charts/new/", {"series": series.pk, "kind": "calendar", "caption": "Seasons"}
    )
    assert answer.status_code == 302
    text = annotator.get(home).content.decode()
    assert "As the text says" in text
    assert "Seasons" in text
    found = re.findall(r'hx-get="(/chart-snapshots/[^"]+/drawing/)"', text)
    assert len(found) == 2
    assert all(annotator.get(address).status_code == 200 for address in found)
    model = AssessmentChart if page == "assessment" else ArticleChart
    chart = model.objects.get(caption="Seasons")
    old = chart.snapshot_id
    assert annotator.post(f"{charts}{chart.pk}/renew/", {"version": 1}).status_code == 302
    chart.refresh_from_db()
    assert chart.snapshot_id != old
    assert ChartSnapshot.objects.filter(pk=old).exists()
    assert annotator.post(f"{charts}{chart.pk}/remove/", {"version": 1}).status_code == 409
    assert annotator.post(f"{charts}{chart.pk}/remove/", {"version": 2}).status_code == 302
    assert model.objects.count() == 1


@pytest.mark.parametrize("page", ["assessment", "article"])
def test_reader_sees_charts_but_changes_none(team, series, reader, page):
    chart = placed_on(team, series, page)
    home = f"/{page}s/{chart.place.pk}/"
    text = reader.get(home).content.decode()
    assert "As the text says" in text
    assert "charts/new/" not in text
    assert "/renew/" not in text
    assert reader.post(f"{home}charts/new/", {"series": series.pk}).status_code == 403
    for verb in ("renew", "remove"):
        assert reader.post(f"/{page}-charts/{chart.pk}/{verb}/").status_code == 403
        assert reader.get(f"/{page}-charts/{chart.pk}/{verb}/").status_code == 405


def test_charts_follow_a_merge_of_assessments_and_come_back_with_its_undo(
    team, series, annotator, monkeypatch
):
    kept, gone = assessment(team), placed_on(team, series, caption="Of the other").assessment
    services.place_chart(
        AssessmentChart, by=team.author, series=series, kind="steps", caption="Own", assessment=kept
    )

    def shown(record):
        text = annotator.get(f"/assessments/{record.pk}/?merged=show").content.decode()
        return [each for each in ("Own", "Of the other") if f"{each}</a>" in text]

    assert (shown(kept), shown(gone)) == (["Own"], ["Of the other"])
    curation.merge(gone, kept, by=team.owner, reason="The same.")
    assert shown(kept) == ["Own", "Of the other"]
    chart = AssessmentChart.objects.get(caption="Of the other")
    answer = annotator.post(f"/assessment-charts/{chart.pk}/renew/", {"version": 1})
    assert answer.url == f"/assessments/{kept.pk}/#charts-head"
    monkeypatch.setattr(services, "MOST_PLACED", 2)
    kept.refresh_from_db()
    with pytest.raises(ValidationError):
        services.place_chart(
            AssessmentChart, by=team.author, series=series, kind="steps", assessment=kept
        )
    gone.refresh_from_db()
    curation.unmerge(gone, by=team.owner, reason="Not the same.")
    assert (shown(kept), shown(gone)) == (["Own"], ["Of the other"])
    chart.refresh_from_db()
    assert chart.version == 2


def test_another_annotator_does_not_take_a_chart_away_but_an_editor_does(team, series):
    chart = placed_on(team, series)
    with pytest.raises(PermissionDenied):
        services.remove_chart(chart, by=team.annotator)
    with pytest.raises(StaleVersion):
        services.remove_chart(chart, by=team.editor, expected_version=7)
    services.remove_chart(chart, by=team.editor, expected_version=1)
    assert not AssessmentChart.objects.exists()


def test_bad_choices_are_refused_and_nothing_is_stored(team, series, annotator):
    row, other = assessment(team), Team()
    foreign = counted(SeriesFactory(project=other.project, title="FOREIGN"))
    path = f"/assessments/{row.pk}/charts/new/"
    assert "FOREIGN" not in annotator.get(path).content.decode()
    for wrong in (
        {"series": foreign.pk, "kind": "steps"},
        {"series": "no", "kind": "steps"},
        {"series": series.pk, "kind": "estimates"},
        {"series": series.pk, "kind": "steps", "caption": "x" * 301},
        {},
    ):
        answer = annotator.post(path, wrong)
        assert answer.status_code == 200
        assert "aria-invalid" in answer.content.decode()
    with pytest.raises(ValidationError):
        services.place_chart(
            AssessmentChart, by=team.author, series=foreign, kind="steps", assessment=row
        )
    assert not ChartSnapshot.objects.exists()
    assert not AssessmentChart.objects.exists()


def test_page_has_a_limited_number_of_charts(team, series, monkeypatch):
    monkeypatch.setattr(services, "MOST_PLACED", 1)
    chart = placed_on(team, series)
    with pytest.raises(ValidationError):
        services.place_chart(
            AssessmentChart,
            by=team.author,
            series=series,
            kind="steps",
            assessment=chart.assessment,
        )
    assert ChartSnapshot.objects.count() == 1


def test_chart_of_a_series_that_one_may_not_see_is_not_on_the_page(team, series, reader):
    chart = placed_on(team, series)
    change_series(series, {"marking": "amber+strict", "title": "SECRET"}, by=team.owner)
    text = reader.get(f"/assessments/{chart.assessment_id}/").content.decode()
    assert "As the text says" not in text
    assert "SECRET" not in text
    assert reader.get(f"/chart-snapshots/{chart.snapshot_id}/").status_code == 404
