"""Events marked on the chart of a series: who chooses them, who sees them, and what is refused."""

import csv
import datetime as dt
import io
import json
import uuid

import pytest
from django.core.exceptions import ValidationError

from incidents.charts.queries.pinned import read_pinned
from incidents.charts.services import pin_series
from incidents.models import ChartSnapshot, Incident, Series
from incidents.series.models.versions import SeriesVersion
from incidents.series.queries.chart_events import shown_events
from incidents.series.queries.points import rebuild_series
from incidents.series.services import change_series
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TAKEOVER = {"date": "2024-05/2024-06", "label": "Takeover"}


@pytest.fixture
def team():
    return Team(policy="open", visibility="public")


@pytest.fixture
def series(team):
    team.published(date="2024-03-22")
    made = make.SeriesFactory(project=team.project, title="Attacks")
    rebuild_series(made, lambda _done, _total: None)
    made.refresh_from_db()
    return made


@pytest.fixture
def incident(team):
    return team.published(title="Siege of a hotel", date="2024-08-15")


def event(record):
    return {"type": type(record).__name__.lower(), "id": str(record.pk)}


def mark(series, team, *events):
    return change_series(series, {"events": list(events)}, by=team.owner)


def labels(series, user):
    return [(each.number, each.label) for each in shown_events(series, user)]


def test_records_and_words_are_marked_in_order_and_lead_to_what_they_are(
    client, team, series, incident
):
    warning = make.WarningFactory(
        project=team.project, title="Cable", date="2024-02", published=True
    )
    release = make.release(team.project, team.editor, team.owner, title="Data set")
    article = texts.article(team.project, team.author)
    passage = texts.annotation(article, team.author, quote="Nobody claimed the attack")
    takeover = TAKEOVER | {"passage": str(passage.pk)}
    series = mark(series, team, event(incident), takeover, event(warning), event(release))
    assert series.version == 2
    assert SeriesVersion.objects.get(series=series, number=2).definition["events"] == series.events
    assert labels(series, team.reader) == [
        (1, "Cable"), (2, "Takeover"), (3, "Siege of a hotel"), (4, "Data set, version 1"),
    ]  # fmt: skip
    client.force_login(team.reader)
    for address in (f"/figures/{series.pk}/", f"/figures/{series.pk}/charts/steps/"):
        text = client.get(address).content.decode()
        assert f'<a class="mark" href="/incidents/{incident.pk}/"' in text
        assert "<title>3. Siege of a hotel, 15 August 2024</title>" in text
        assert f'href="/warnings/{warning.pk}/"' in text
        assert f'href="/articles/{article.pk}/#a-{passage.pk}"' in text
        assert "Nobody claimed the attack" in text
        assert "It lies outside the days that are shown." in text  # the release, of today
        assert text.count('class="event-disc"') == 6  # three, for each of two sizes
    part = client.get(f"/figures/{series.pk}/charts/steps/?from=2024-07").content.decode()
    assert part.count('class="event-disc"') == 2
    versions = client.get(f"/figures/{series.pk}/versions/").content.decode()
    assert "Takeover, May to June 2024" in versions


def test_files_have_the_events(client, team, series, incident):
    mark(series, team, event(incident), TAKEOVER)
    client.force_login(team.reader)
    start = f"/figures/{series.pk}/charts/steps"
    for address in (f"{start}.svg", f"/api/v1/series/{series.pk}/chart.svg"):
        text = client.get(address).content.decode()
        assert "1. Takeover, May to June 2024" in text
        assert text.count('class="event-disc"') == 2
    rows = list(csv.DictReader(io.StringIO(client.get(f"{start}.csv").content.decode())))
    found = {row["bucket"]: row["events"] for row in rows if row["events"]}
    assert list(found) == ["2024-05-01", "2024-06-01", "2024-08-01"]
    assert found["2024-08-01"] == "Siege of a hotel, 15 August 2024"
    found = json.loads(client.get(f"{start}.vl.json").content)
    (data,) = [
        layer["data"]["values"]
        for layer in found["concat"][0]["layer"]
        if layer.get("data") and layer["mark"].get("strokeWidth") == 4
    ]
    assert [(each["first"], each["end"]) for each in data] == [
        ("2024-05-01", "2024-07-01"), ("2024-08-15", "2024-08-16"),
    ]  # fmt: skip
    assert "events" not in client.get(f"/figures/{series.pk}/charts/calendar.csv").content.decode()


def test_hidden_event_leaves_no_trace(client, team, series, incident):
    """Neither a reader without access nor one of the series' marking learns of it."""
    mark(series, team, TAKEOVER, event(incident))
    client.force_login(team.reader)
    tag = client.get(f"/api/v1/series/{series.pk}/chart.svg")["ETag"]
    for values in ({"marking": "red"}, {"marking": "amber+strict"}, {"state": "withdrawn"}):
        before = {name: getattr(incident, name) for name in values}
        Incident.objects.filter(pk=incident.pk).update(**values)
        for user in (team.reader, team.owner):
            assert labels(Series.objects.get(pk=series.pk), user) == [(1, "Takeover")]
        for address in ("charts/steps/", "charts/steps.svg", "charts/steps.csv", ""):
            assert b"Siege" not in client.get(f"/figures/{series.pk}/{address}").content
        answer = client.get(f"/api/v1/series/{series.pk}/chart.svg")
        assert b"Siege" not in answer.content
        assert answer["ETag"] != tag
        Incident.objects.filter(pk=incident.pk).update(**before)


def test_hidden_passage_is_not_shown_but_the_words_are(client, team, series):
    article = texts.article(team.project, team.author)
    passage = texts.annotation(article, team.author)
    mark(series, team, TAKEOVER | {"passage": str(passage.pk)})
    type(article).objects.filter(pk=article.pk).update(marking="red")
    (found,) = shown_events(Series.objects.get(pk=series.pk), team.reader)
    assert (found.label, found.passage, found.url) == ("Takeover", None, "")


def test_merged_and_undated_events(team, series, incident):
    other = team.published(title="Siege of the hotel", date="2024-08-14")
    mark(series, team, event(incident))
    Incident.objects.filter(pk=incident.pk).update(merged_into=other)
    (found,) = shown_events(Series.objects.get(pk=series.pk), team.reader)
    assert found.url == f"/incidents/{other.pk}/"
    Incident.objects.filter(pk=other.pk).update(date=None, date_earliest=None, date_latest=None)
    (found,) = shown_events(Series.objects.get(pk=series.pk), team.reader)
    assert (found.span, found.when) == (None, "")


def test_pinned_chart_keeps_its_events(team, series, incident):
    mark(series, team, event(incident), TAKEOVER)
    series.refresh_from_db()
    pinned = pin_series(series, by=team.author)
    mark(series, team)
    rows = ChartSnapshot.objects.visible_to(team.reader).select_related("series__project")
    found = read_pinned(rows.get(pk=pinned.pk), team.reader, "steps")
    assert [each.label for each in found.chart.figure.events] == ["Takeover", "Siege of a hotel"]
    assert not found.is_redefined
    assert len(found.chart.wide.events) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("x", "at most 20"),
        ([TAKEOVER | {"label": f"{n}"} for n in range(21)], "at most 20"),
        ([{"date": "2024-13", "label": "x"}], "Event 1: write the date"),
        ([TAKEOVER, {"date": "next week", "label": "x"}], "Event 2: write the date"),
        ([{"date": "2024-06/2024-05", "label": "x"}], "Event 1: write the date"),
        ([{"date": "2019", "label": "x"}], "Event 1: its date lies outside"),
        ([{"date": "2024", "label": ""}], "Event 1: the label"),
        ([{"date": "2024", "label": "x", "colour": "red"}], "Event 1: write {type, id}"),
        ([{"type": "actor", "id": str(uuid.uuid4())}], "Event 1: the type is one of"),
        ([{"type": [], "id": {}}], "Event 1: the type is one of"),
        ([{"type": "incident", "id": "12"}], "Event 1: the id"),
        ([{"type": "incident", "id": str(uuid.uuid4())}], "Event 1: no such record"),
        ([TAKEOVER | {"passage": str(uuid.uuid4())}], "Event 1: there is no such passage"),
        ([TAKEOVER, TAKEOVER | {"passage": None}], "Event 2: it is in the list already"),
    ],
)
def test_event_that_cannot_be_marked_is_refused_by_its_number(team, series, given, words):
    with pytest.raises(ValidationError) as refused:
        change_series(series, {"events": given}, by=team.owner)
    assert words in refused.value.message_dict["events"][0]
    series.refresh_from_db()
    assert (series.events, series.version) == ([], 1)


def test_records_of_others_stricter_ones_and_undated_ones_are_refused(team, series):
    other = Team().published(title="Elsewhere", date="2024-08-15")
    strict = team.published(date="2024-08-15", marking="amber")
    undated = team.published(date=None)
    for record, words in ((other, "no such record"), (strict, "no such record"), (undated, "date")):
        with pytest.raises(ValidationError) as refused:
            mark(series, team, event(record))
        assert words in refused.value.message_dict["events"][0]


def test_form_takes_events_as_lines_and_shows_them_again(client, team, series, incident):
    passage = texts.annotation(texts.article(team.project, team.author), team.author)
    client.force_login(team.owner)
    path = f"/figures/{series.pk}/edit/"

    def sent(lines):
        form = client.get(path).context["form"]
        data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        data |= {"events": lines}
        return client.post(path, data)

    lines = (
        f"https://example.org/incidents/{incident.pk}/\n"
        f"2024-05/2024-06 Takeover of /etc /articles/{passage.pk}/#a-{passage.pk}\n\n2024-07 Calm"
    )
    assert sent(lines).status_code == 302
    series.refresh_from_db()
    assert series.events == [
        event(incident),
        {"date": "2024-05/2024-06", "label": "Takeover of /etc", "passage": str(passage.pk)},
        {"date": "2024-07", "label": "Calm", "passage": None},
    ]
    form = client.get(path).context["form"]
    again = form.fields["events"].prepare_value(form["events"].value())
    assert sent(again).status_code == 302
    series.refresh_from_db()
    assert series.version == 2  # nothing was changed
    answer = sent("someday A thing")
    assert "Event 1: write the date" in str(answer.context["form"].errors["events"])


def test_queries_do_not_grow_with_events(client, team, series, incident, count_queries):
    client.force_login(team.reader)

    def read():
        client.get(path)  # what the series leaves out is counted once, then kept
        return count_queries(lambda: client.get(path))

    path = f"/figures/{series.pk}/charts/steps/"
    mark(series, team, event(incident))
    few = read()
    more = [team.published(date=f"2024-08-{n + 1:02}") for n in range(5)]
    mark(Series.objects.get(pk=series.pk), team, event(incident), *map(event, more))
    assert read() == few


def test_dates_of_records_follow_their_corrections(team, series, incident):
    mark(series, team, event(incident))
    Incident.objects.filter(pk=incident.pk).update(
        date="2024-09", date_earliest=dt.date(2024, 9, 1), date_latest=dt.date(2024, 9, 30)
    )
    (found,) = shown_events(Series.objects.get(pk=series.pk), team.reader)
    assert (found.first, found.last) == (dt.date(2024, 9, 1), dt.date(2024, 9, 30))
