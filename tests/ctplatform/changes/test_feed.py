"""The feed of changes: what it holds for whom, and that a copy kept by it equals the records."""

import random
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.annotations import services as annotations
from annotations.models import Annotation, Article
from ctplatform.accounts.models import Membership, Project
from ctplatform.changes.followed import followed
from ctplatform.changes.models import Change
from ctplatform.changes.queries import whole_id
from ctplatform.changes.services import begin_anew, enter_ended_embargoes
from ctplatform.curation import services
from ctplatform.curation.errors import WrongState
from ctplatform.curation.history_chain.purging import purge_project
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.rest.paging.keyset import Behind
from incidents.models import CasualtyEstimate, Incident
from tests.ctplatform.curation.test_concurrency import at_once
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as texts
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.curation import Team
from tests.factories.world import World

# A transaction sees no entries of its own on PostgreSQL, so each step is one of its own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


class Copy:
    """What a program keeps that follows the feed: {type: {id: version}}."""

    def __init__(self, user, **parameters):
        self.api, self.parameters = Api(user), {"page_size": 50, **parameters}
        self.since, self.rows, self.resyncs = None, {}, []

    def poll(self):
        """Read all that is new, and return the entries."""
        found, more = [], True
        while more:
            given = {"since": self.since} if self.since else {}
            answer = self.api.get("changes/", self.parameters | given).json()
            self.since, more = answer["since"], answer["has_more"]
            found += answer["results"]
        for entry in found:
            self.note(entry)
        return found

    def note(self, entry):
        rows = self.rows.setdefault(entry["type"], {})
        if entry["action"] == "resync":
            self.resyncs.append(entry)
        elif entry["action"] == "deleted":
            rows.pop(entry["id"], None)
        else:
            rows[entry["id"]] = entry["version"]

    def of(self, key):
        return self.rows.get(key, {})


def live(user, model):
    """What `visible_to` shows: {id: version}."""
    return {
        str(pk): version
        for pk, version in model.objects.visible_to(user).values_list("pk", "version")
    }


def retitle(incident, by, title):
    live = Incident.objects.get(pk=incident.pk)
    services.change_record(live, {"title": title}, by=by)


def brief(entries):
    return [(each["type"], each["action"], each["version"]) for each in entries]


def test_everything_is_followed_from_the_first_row_on():
    world = World()
    owner = world.people["owner"]
    copy = Copy(owner)
    copy.poll()
    for key, one in followed().items():
        assert copy.of(key) == live(owner, one.model), key
    assert len([key for key in followed() if copy.of(key)]) == len(followed())


def test_addresses_of_entries_answer():
    world = World()
    api = Api(world.people["owner"])
    copy = Copy(world.people["owner"])
    for entry in copy.poll():
        if entry["url"]:
            api.get(entry["url"])


def test_entries_say_what_happened_once_for_each_record():
    team = Team()
    copy = Copy(team.owner)
    copy.poll()
    incident = team.candidate()
    assert brief(copy.poll()) == [("incident", "created", 1)]
    estimate = team.casualty(incident)
    services.change_record(
        incident.__class__.objects.get(pk=incident.pk), {"title": "x"}, by=team.author
    )
    assert sorted(brief(copy.poll())) == [
        ("casualtyestimate", "created", 1),
        ("incident", "changed", 3),
    ]
    services.withdraw_record(estimate, by=team.author)
    assert ("casualtyestimate", "deleted", 2) in brief(copy.poll())
    assert copy.of("casualtyestimate") == {}
    assert copy.poll() == []


def test_deleted_texts_give_a_tombstone_and_come_back_with_what_hangs_on_them():
    team = Team()
    article = texts.article(team.project, team.author)
    passage = texts.annotation(article, team.author)
    link = texts.link(passage, team.candidate(), team.author)
    said = texts.comment(passage, team.author)
    copy = Copy(team.reader)
    copy.poll()
    assert str(link.pk) in copy.of("link")
    annotations.delete_annotation(passage, by=team.author)
    entries = copy.poll()
    assert ("annotation", "deleted") in {(each["type"], each["action"]) for each in entries}
    annotations.restore_annotation(Annotation.objects.get(pk=passage.pk), by=team.author)
    found = {(each["type"], each["id"]) for each in copy.poll()}
    assert found >= {("annotation", str(passage.pk)), ("comment", str(said.pk))}
    assert ("link", str(link.pk)) in found


def test_nothing_of_hidden_records_is_in_it_not_even_the_cursor():
    team, outsider = Team(visibility="public"), UserFactory()
    red = team.candidate(marking="red")
    for person in (outsider, team.reader):
        copy = Copy(person)
        copy.poll()
        before = copy.api.get("changes/", {"since": copy.since}).content
        estimate = team.casualty(red)
        retitle(red, team.author, "Other")
        services.withdraw_record(estimate, by=team.author)
        assert copy.api.get("changes/", {"since": copy.since}).content == before
        assert str(red.pk) not in copy.of("incident")


def test_marking_up_and_down_says_to_read_again_to_whom_it_makes_a_difference():
    team = Team(policy="open")
    incident = team.candidate()
    reader, owner, outsider = Copy(team.reader), Copy(team.owner), Copy(UserFactory())
    for copy in (reader, owner, outsider):
        copy.poll()
    services.change_record(incident, {"marking": "red"}, by=team.owner)
    assert [(e["action"], e["id"]) for e in reader.poll()] == [("resync", str(incident.pk))]
    assert "resync" not in {each["action"] for each in owner.poll()}
    assert outsider.poll() == []
    fresh = Incident.objects.get(pk=incident.pk)
    Incident.objects.filter(pk=fresh.pk).update(marking="clear", version=9)
    assert {e["action"] for e in reader.poll()} == {"resync", "changed"}


def test_joining_leaving_and_opening_a_project_says_to_read_it_again():
    project, user, other = ProjectFactory(), UserFactory(), UserFactory()
    mine, theirs = Copy(user), Copy(other)
    for copy in (mine, theirs):
        copy.poll()
    membership = Membership.objects.create(project=project, user=user, role="reader")
    (entry,) = mine.poll()
    assert (entry["type"], entry["action"], entry["project"]) == ("project", "resync", project.slug)
    assert theirs.poll() == []
    membership.delete()
    assert [(each["type"], each["project"]) for each in mine.poll()] == [("project", None)]
    Project.objects.filter(pk=project.pk).update(visibility="public")
    assert [each["id"] for each in theirs.poll()] == [str(project.pk)]


def test_end_of_an_embargo_says_to_read_the_text_again(monkeypatch):
    team = Team()
    article = texts.article(team.project, team.author)
    soon = timezone.now() + timedelta(hours=1)
    Article.objects.filter(pk=article.pk).update(embargo_until=soon, version=2, created_by=None)
    copy = Copy(team.reader)
    copy.poll()
    assert copy.of("article") == {}
    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(minutes=1))
    assert enter_ended_embargoes() == 1
    assert enter_ended_embargoes() == 0
    assert [(e["type"], e["action"]) for e in copy.poll()] == [("article", "resync")]


def test_cursor_of_another_reader_is_refused_and_one_from_before_a_restore_is_gone():
    team = Team()
    copy = Copy(team.reader)
    copy.poll()
    answer = Api(team.owner).get("changes/", {"since": copy.since}, 400)
    assert list(pointers(answer)) == ["?since"]
    for wrong in ("x", "e30", "bnVsbA", "WzEsMl0", "é", "0" * 200):
        assert list(pointers(copy.api.get("changes/", {"since": wrong}, 400))) == ["?since"]
    begin_anew()
    gone = copy.api.get("changes/", {"since": copy.since}, 410)
    assert "Read everything again" in gone.json()["detail"]


def test_cursor_from_before_texts_were_purged_is_gone(monkeypatch):
    copy = Copy(Team().reader)
    copy.poll()
    monkeypatch.setattr("ctplatform.changes.cursors.KEPT_FOR", timedelta(days=-1))
    copy.api.get("changes/", {"since": copy.since}, 410)


def test_same_answer_is_304():
    team = Team()
    team.candidate()
    api = Api(team.reader)
    first = api.get("changes/")
    again = api.get("changes/", status=304, if_none_match=first["ETag"])
    assert again.content == b""
    team.candidate()
    api.get("changes/", if_none_match=first["ETag"])


def test_project_filter_and_pages():
    team, other = Team(), Team()
    Membership.objects.create(project=other.project, user=team.reader, role="reader")
    ids = [str(each.candidate().pk) for each in (team, other, team, team)]
    copy = Copy(team.reader, project=team.project.slug, page_size=1)
    copy.poll()
    assert list(copy.of("incident")) == [ids[0], ids[2], ids[3]]
    team_api = Api(team.reader)
    assert list(pointers(team_api.get("changes/", {"project": "none"}, 400))) == ["?project"]
    assert list(pointers(team_api.get("changes/", {"page_size": "0"}, 400))) == ["?page_size"]
    assert list(pointers(team_api.get("changes/", {"before": "1"}, 400))) == ["?before"]


def test_queries_do_not_grow_with_entries():
    team = Team()
    api = Api(team.reader)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            api.get("changes/", {"page_size": 200})
        return len(found)

    team.casualty(team.candidate())
    few = asked()
    for _ in range(20):
        team.casualty(team.candidate())
    assert asked() == few


def test_others_entries_are_passed_over_in_steps(monkeypatch):
    monkeypatch.setattr("ctplatform.changes.queries.STEP", 2)
    monkeypatch.setattr("ctplatform.changes.queries.STEPS", 2)
    busy, quiet = Team(), Team()
    for _ in range(5):
        busy.candidate()
    last = quiet.candidate()
    copy = Copy(quiet.reader)
    copy.poll()
    assert list(copy.of("incident")) == [str(last.pk)]


CLIENTS, STEPS = 8, 20


@pytest.mark.services
def test_copy_kept_while_eight_write_equals_the_records():
    """Each creates, changes, deletes and merges; the copy is polled meanwhile, and once after."""
    team = Team(policy="open")
    article = texts.article(team.project, team.editor)
    words = article.current_version.text.split()
    writers = [member(team.project, "editor") for _ in range(CLIENTS)]
    ended, copy, polls = threading.Event(), Copy(team.owner), []

    def follow(_user):
        while not ended.is_set():
            polls.append(len(copy.poll()))

    def write(by):
        chance, mine = random.Random(by.username), []
        for step in range(STEPS):
            with suppress(Conflict, StaleVersion, WrongState, ValidationError):
                write_something(team, article, by, chance, mine, words[step % len(words)])

    def run(job):
        work, user = job
        return work(user)

    def end(_user):
        try:
            at_once(write, writers)
        finally:
            ended.set()

    at_once(run, [(follow, team.owner), (end, team.owner)])
    copy.poll()
    assert len(polls) > 3
    for key, one in followed().items():
        assert copy.of(key) == live(team.owner, one.model), key
    assert len(copy.of("incident")) >= CLIENTS
    assert len(copy.of("annotation")) >= CLIENTS // 2  # some writers lose every race
    fresh = Copy(team.owner)
    fresh.poll()
    assert {key: rows for key, rows in fresh.rows.items() if rows} == {
        key: rows for key, rows in copy.rows.items() if rows
    }


def write_something(team, article, by, chance, mine, word):
    """One step of a writer: on records of its own, and on those of all."""
    act = chance.choice(["create", "change", "row", "remove", "mark", "unmark", "merge"])
    anyone = Incident.objects.filter(merged_into=None).order_by("?").first()
    if act == "create" or anyone is None:
        mine.append(team.candidate(by))
    elif act == "change":
        retitle(anyone, by, f"{by} {chance.random()}")
    elif act == "row":
        team.casualty(anyone, by)
    elif act == "remove" and (row := CasualtyEstimate.objects.order_by("?").first()):
        services.withdraw_record(row, by=by)
    elif act == "mark":
        passage = texts.annotation(article, by, word)
        texts.link(passage, anyone, by)
        texts.comment(passage, by)
    elif act == "unmark" and (row := Annotation.objects.filter(author=by, deleted=None).first()):
        annotations.delete_annotation(row, by=by)
    elif act == "merge" and len(mine) > 1:
        services.merge(mine.pop(), mine[0], by=by)


@pytest.mark.services
def test_slow_transaction_is_not_skipped():
    """One that began before others and commits after them, which a serial number would miss."""
    team = Team()
    copy = Copy(team.owner)
    copy.poll()
    begun, others_done = threading.Event(), threading.Event()

    def slow(_user):
        with transaction.atomic():
            made = team.candidate()
            begun.set()
            if connection.vendor == "postgresql":  # SQLite lets no other write meanwhile
                others_done.wait(20)
        return str(made.pk)

    def fast(_user):
        begun.wait(20)
        made = [str(team.candidate().pk) for _ in range(3)]
        copy.poll()
        others_done.set()
        return made

    first, rest = at_once(lambda job: job(None), [slow, fast])
    copy.poll()
    assert set(copy.of("incident")) == {first, *rest}


@pytest.mark.parametrize(
    ("short", "near", "whole"),
    [
        (7, 9, 7),
        (2**32 - 3, 5 * 2**32 + 4, 5 * 2**32 - 3),
        (2, 6 * 2**32 - 1, 6 * 2**32 + 2),
        (12, 3 * 2**32 + 11, 3 * 2**32 + 12),
    ],
)
def test_ids_of_running_transactions_are_completed(short, near, whole):
    assert whole_id(short, near) == whole


@pytest.mark.services
def test_index_gives_the_order():
    """The database reads as many entries as the page has, not all that are behind the cursor."""
    plan = Change.objects.filter(
        Behind((F("transaction_id"), F("id")), (5, 5)), transaction_id__lt=10
    ).order_by("transaction_id", "id")[:100]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    text = plan.explain()
    assert "change_in_order" in text
    assert "SORT" not in text.upper().replace("SORT KEY", "")


def test_purged_project_leaves_no_entry():
    team = Team()
    team.casualty(team.candidate())
    assert Change.objects.filter(project=team.project).exists()
    purge_project(team.project, by=UserFactory(is_superuser=True), reason="a test")
    assert not Change.objects.exists()
