"""Merged records in lists, counts, series, exports, search, pickers, pages and addresses."""

import datetime as dt

import pytest

from ctplatform.curation import services
from ctplatform.curation.models import Revision
from incidents.models import (
    Actor,
    ActorAlias,
    CasualtyEstimate,
    DirtyBucket,
    Incident,
    Participation,
    SeriesPoint,
)
from incidents.series.models.series import TOTAL
from incidents.series.queries.points import recount_dirty_days
from incidents.services import create_series
from tests.factories import annotations as texts
from tests.factories import incidents as register
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Pair:
    """Two published records of one attack in an open project; `merge()` makes them one."""

    def __init__(self, policy="open"):
        self.team = team = Team(policy)
        self.project, self.editor = team.project, team.editor
        self.kept = self.published(title="Hall attack", country="RU", date="2024-03-22")
        self.gone = self.published(title="Crocus attack", country="RU", date="2024-04-02")

    def published(self, **values):
        return self.team.publish(self.team.candidate(by=self.editor, **values))

    def merge(self, **options):
        return services.merge(self.gone, self.kept, by=self.editor, **options)

    def add(self, model, incident, **values):
        return services.create_record(model, {"incident": incident, **values}, by=self.editor)

    def actor(self, name):
        values = {"project": self.project, "name": name, "kind": "armed_group"}
        return services.create_record(Actor, values, by=self.editor).record

    def series(self, **values):
        return create_series(
            by=self.editor,
            project=self.project,
            title="S",
            start="2024-01-01",
            end="2024-12-31",
            **values,
        )


@pytest.fixture
def pair():
    return Pair()


@pytest.fixture
def browser(pair, client):
    client.force_login(pair.editor)
    return client


def counted(series, group=TOTAL):
    """{month: expected} of what is not nought."""
    recount_dirty_days()
    points = SeriesPoint.objects.filter(series=series, group=group).exclude(n_expected=0)
    return {point.bucket.month: point.n_expected for point in points}


def ids(client, address):
    return [row["id"] for row in client.get(address).json()["results"]]


def test_a_merged_record_leaves_lists_exports_search_and_pickers(pair, browser):
    slug = pair.project.slug
    pair.merge()
    address = f"/api/v1/incidents/?project={slug}"
    assert ids(browser, address) == [str(pair.kept.pk)]
    with_merged = {
        row["id"]: row["merged_into"]
        for row in browser.get(f"{address}&include_merged=true").json()["results"]
    }
    assert with_merged == {str(pair.kept.pk): None, str(pair.gone.pk): str(pair.kept.pk)}
    for query, lines in (("", 2), ("&include_merged=true", 3)):
        answer = browser.get(f"/api/v1/incidents/export/?project={slug}&format=csv{query}")
        text = b"".join(answer.streaming_content).decode()
        assert len(text.strip().splitlines()) == lines
        assert ("Crocus" in text) == bool(query)
    for page in (f"/incidents/?project={slug}", f"/search/?project={slug}&q=attack"):
        text = browser.get(page).content.decode()
        assert "Hall attack" in text
        assert "Crocus attack" not in text


def test_a_merged_actor_is_not_offered(pair, browser):
    one, other = pair.actor("Taliban"), pair.actor("Taliban (Afghanistan)")
    services.merge(other, one, by=pair.editor)
    text = browser.get(f"/incidents/{pair.kept.pk}/participations/new/").content.decode()
    assert other.name not in text


def test_addresses_of_a_merged_record_lead_to_the_other(pair, browser):
    pair.merge()
    answer = browser.get(f"/api/v1/incidents/{pair.gone.pk}/")
    assert answer.status_code == 301
    assert answer["Location"] == f"/api/v1/incidents/{pair.kept.pk}/"
    assert answer.json()["canonical_id"] == str(pair.kept.pk)
    shown = browser.get(f"/api/v1/incidents/{pair.gone.pk}/?merged=show")
    assert shown.json()["merged_into"] == str(pair.kept.pk)
    assert browser.get(f"/api/v1/incidents/{pair.gone.pk}/?merged=no").status_code == 400
    page = browser.get(f"/incidents/{pair.gone.pk}/")
    assert (page.status_code, page["Location"]) == (301, f"/incidents/{pair.kept.pk}/")
    text = browser.get(f"/incidents/{pair.gone.pk}/?merged=show").content.decode()
    assert "Unmerge" in text
    assert f"/incidents/{pair.gone.pk}/edit/" not in text
    assert "Crocus attack" in browser.get(f"/incidents/{pair.kept.pk}/").content.decode()


def test_who_may_not_see_the_survivor_is_not_led_to_it(pair, client):
    pair.merge()
    Incident.objects.filter(pk=pair.kept.pk).update(embargo_until="2999-01-01T00:00Z")
    client.force_login(pair.team.reader)
    assert client.get(f"/api/v1/incidents/{pair.gone.pk}/").status_code == 200
    assert "Hall attack" not in client.get(f"/incidents/{pair.gone.pk}/").content.decode()


def test_a_dossier_shows_what_hangs_on_either(pair, browser):
    group = pair.actor("ISKP")
    pair.add(Participation, pair.kept, actor=group, role="perpetrator")
    pair.add(Participation, pair.gone, actor=group, role="perpetrator")
    pair.add(CasualtyEstimate, pair.gone, kind="killed", low=137, stated="at least 137")
    article = texts.article(pair.project, pair.editor, "At least 137 died.")
    passage = texts.annotation(article, pair.editor, "At least 137 died")
    texts.link(passage, pair.gone, pair.editor, field="killed", role="supports")
    pair.merge()
    text = browser.get(f"/incidents/{pair.kept.pk}/").content.decode()
    assert "at least 137" in text
    assert "At least 137 died" in text
    assert "from a merged record" in text
    assert text.count("ISKP, ISKP") == 0
    evidence = browser.get(f"/api/v1/incidents/{pair.kept.pk}/evidence/").json()["results"]
    assert [row["quote"] for row in evidence] == ["At least 137 died"]
    for noun in ("participations", "casualties"):
        rows = browser.get(f"/api/v1/{noun}/?incident={pair.kept.pk}").json()["results"]
        assert str(pair.gone.pk) in {row["incident"] for row in rows}
    assert len(ids(browser, f"/api/v1/participations/?actor={group.pk}")) == 2
    history = browser.get(f"/api/v1/incidents/{pair.kept.pk}/history/").json()["results"]
    assert {row["kind"] for row in history} >= {"merge", "create"}


def test_the_last_evidence_of_a_survivors_field_stays(pair):
    article = texts.article(pair.project, pair.editor, "It was in March.")
    link = texts.link(
        texts.annotation(article, pair.editor, "March"),
        pair.gone,
        pair.editor,
        field="date",
        role="supports",
    )
    from annotations.links.services.links import remove_link  # noqa: PLC0415
    from ctplatform.domain_errors import Conflict  # noqa: PLC0415

    pair.merge()
    with pytest.raises(Conflict, match="rests on this passage alone"):
        remove_link(link, by=pair.editor)


def test_series_count_the_survivor_once(pair):
    series = pair.series(group_by="country")
    assert counted(series) == {3: 1, 4: 1}
    pair.merge()
    marks = set(DirtyBucket.objects.values_list("start", flat=True))
    assert marks == {dt.date(2024, 3, 22), dt.date(2024, 4, 2)}
    assert counted(series) == {3: 1}
    assert counted(series, "RU") == {3: 1}
    services.unmerge(pair.gone, by=pair.editor)
    assert counted(series) == {3: 1, 4: 1}


def test_deaths_are_the_survivors_else_those_of_the_merged(pair):
    series = pair.series(measure="fatalities")
    pair.add(CasualtyEstimate, pair.gone, kind="killed", low=137, best=140, high=145)
    pair.merge()
    assert counted(series) == {3: 140}
    pair.add(CasualtyEstimate, pair.kept, kind="killed", low=130, best=133, high=133)
    assert counted(series) == {3: 133}


def test_perpetrators_are_counted_through_merges_once(pair):
    series = pair.series(group_by="actor")
    one, other, third = (pair.actor(name) for name in ("IS", "ISIL", "ISKP"))
    pair.add(Participation, pair.kept, actor=one, role="perpetrator")
    pair.add(Participation, pair.gone, actor=other, role="perpetrator")
    pair.add(Participation, pair.gone, actor=third, role="perpetrator")
    narrow = pair.series(filters={"actor": [str(third.pk)]})
    pair.merge()
    assert counted(series, str(other.pk)) == {3: 1}
    assert counted(series, str(third.pk)) == {3: 1}
    assert counted(narrow) == {3: 1}
    services.merge(other, one, by=pair.editor)
    assert counted(series, str(one.pk)) == {3: 1}
    assert counted(series, str(other.pk)) == {}
    services.unmerge(other, by=pair.editor)
    assert counted(series, str(other.pk)) == {3: 1}


def test_a_dry_run_tells_and_does_nothing(pair, browser):
    pair.series(group_by="country")
    pair.add(CasualtyEstimate, pair.gone, kind="killed", low=137)
    pair.add(CasualtyEstimate, pair.kept, kind="killed", low=137)
    before = Revision.objects.count()
    body = {"into": str(pair.kept.pk), "choices": ["title"], "dry_run": True}
    answer = browser.post(
        f"/api/v1/incidents/{pair.gone.pk}/merge/", body, content_type="application/json"
    )
    found = answer.json()
    assert found["fields"]["title"] == {
        "merged": "Crocus attack",
        "kept": "Hall attack",
        "result": "Crocus attack",
    }
    assert found["fields"]["date"]["result"] == "2024-03-22"
    assert found["rows"]["casualty"] == {"merged": 1, "kept": 1, "same": 1}
    assert found["statements"]["passage"] == {"merged": 0, "kept": 0}
    assert [row["buckets"] for row in found["series"]] == [2]
    assert found["waits_for_review"] is False
    assert Revision.objects.count() == before


def test_merge_and_unmerge_over_the_api(pair, browser):
    def act(verb, pk, status, body, **headers):
        answer = browser.post(
            f"/api/v1/incidents/{pk}/{verb}/",
            body,
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    into = {"into": str(pair.kept.pk)}
    assert "into" in act("merge", pair.kept.pk, 400, into)["errors"][0]["pointer"]
    act("merge", pair.gone.pk, 400, {"into": str(pair.project.pk)})
    act("merge", pair.gone.pk, 412, into, **{"If-Match": '"old"'})
    done = act("merge", pair.gone.pk, 200, into | {"choices": ["title"], "reason": "One."})
    assert (done["id"], done["title"]) == (str(pair.kept.pk), "Crocus attack")
    act("merge", pair.gone.pk, 409, into)
    back = act("unmerge", pair.gone.pk, 200, {"restore": True})
    assert (back["id"], back["merged_into"]) == (str(pair.gone.pk), None)
    pair.kept.refresh_from_db()
    assert pair.kept.title == "Hall attack"
    act("unmerge", pair.gone.pk, 409, {})
    browser.force_login(pair.team.reviewer)
    act("merge", pair.gone.pk, 403, into)


def test_published_records_wait_over_the_api(client):
    pair = Pair("four_eyes")
    client.force_login(pair.editor)
    answer = client.post(
        f"/api/v1/incidents/{pair.gone.pk}/merge/",
        {"into": str(pair.kept.pk)},
        content_type="application/json",
    )
    assert answer.status_code == 202
    assert answer.json()["kind"] == "merge"
    assert "Crocus attack" in client.get(f"/review/{answer.json()['id']}/").content.decode()


def test_a_split_over_the_api_moves_links_and_rows(pair, browser):
    row = pair.add(CasualtyEstimate, pair.kept, kind="killed", low=2).record
    article = texts.article(pair.project, pair.editor, "Two died elsewhere.")
    passage = texts.annotation(article, pair.editor, "Two died")
    link = texts.link(passage, pair.kept, pair.editor, field="killed")
    body = {"values": {"title": "Second"}, "move": [str(row.pk), str(link.pk)], "reason": "Two."}
    address = f"/api/v1/incidents/{pair.kept.pk}/split/"
    answer = browser.post(address, body, content_type="application/json")
    assert answer.status_code == 201
    second = answer.json()["id"]
    assert ids(browser, f"/api/v1/casualties/?incident={second}") == [str(row.pk)]
    assert len(browser.get(f"/api/v1/incidents/{second}/evidence/").json()["results"]) == 1
    step = Revision.objects.get(kind="split", target_id=pair.kept.pk)
    services.revert(step, by=pair.editor, reason="One.")
    link.refresh_from_db()
    assert link.incident_id == pair.kept.pk
    for bad in ({"move": [str(pair.gone.pk)]}, {"values": {"state": "published"}}):
        answer = browser.post(address, bad, content_type="application/json")
        assert answer.status_code == 400


def test_the_pages_merge_unmerge_and_split(pair, browser):
    page = f"/incidents/{pair.gone.pk}/merge/"
    assert "Hall attack" in browser.get(f"{page}?search=hall").content.decode()
    text = browser.get(f"{page}?into={pair.kept.pk}").content.decode()
    assert 'name="field-title"' in text
    assert 'name="field-country"' not in text
    body = {"into": str(pair.kept.pk), "field-title": "merged", "reason": "One."}
    assert browser.post(page, body)["Location"] == f"/incidents/{pair.kept.pk}/"
    again = browser.post(page, body)
    assert again.status_code == 400
    assert "merged into another" in again.content.decode()
    pair.kept.refresh_from_db()
    assert pair.kept.title == "Crocus attack"
    browser.post(f"/incidents/{pair.gone.pk}/unmerge/", {"reason": "Two.", "restore": "1"})
    pair.gone.refresh_from_db()
    assert pair.gone.merged_into_id is None
    page = f"/incidents/{pair.kept.pk}/split/"
    row = pair.add(CasualtyEstimate, pair.kept, kind="killed", low=2).record
    assert str(row.pk) in browser.get(page).content.decode()
    assert browser.post(page, {"name": " "}).status_code == 400
    browser.post(page, {"name": "Second", "move": [str(row.pk)], "reason": "Two."})
    row.refresh_from_db()
    assert row.incident.title == "Second"


def test_only_editors_reach_the_pages(pair, client):
    client.force_login(pair.team.reviewer)
    for verb in ("merge", "split"):
        assert client.get(f"/incidents/{pair.gone.pk}/{verb}/").status_code == 403
    assert "/merge/" not in client.get(f"/incidents/{pair.gone.pk}/").content.decode()


def test_places_gather_incidents_of_the_merged(pair, browser):
    one, other = (
        register.PlaceFactory(project=pair.project, created_by=pair.editor, name=name)
        for name in ("Krasnogorsk", "Krasnogorsk town")
    )
    services.change_record(pair.kept, {"place": other}, by=pair.editor)
    services.merge(other, one, by=pair.editor)
    assert "Hall attack" in browser.get(f"/places/{one.pk}/").content.decode()
    assert ids(browser, f"/api/v1/incidents/?place={one.pk}") == [str(pair.kept.pk)]


def test_names_that_a_split_took_are_found_again_once_it_is_taken_back(pair):
    actor = pair.actor("Front")
    names = [
        services.create_record(ActorAlias, {"actor": actor, "text": text}, by=pair.editor).record
        for text in ("FLN", "Second")
    ]
    moved = [names[0].pk]
    split = services.split(actor, {"name": "Other"}, move=moved, by=pair.editor)
    found = dict(Actor.objects.values_list("name", "other_names"))
    assert found == {"Front": ["Second"], "Other": ["FLN"]}
    services.revert(split.revision, by=pair.editor, reason="One front.")
    actor.refresh_from_db()
    assert (actor.other_names, actor.search_text) == (["FLN", "Second"], "front fln second")
