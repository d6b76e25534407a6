"""The feed forgets what no reader needs: each reader, from any place, ends with all records."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.annotations import services as annotations
from annotations.models import Article
from ctplatform.changes import pruning
from ctplatform.changes.followed import followed
from ctplatform.changes.models import Change, FeedState
from ctplatform.changes.pruning import prune_feed
from ctplatform.changes.services import begin_anew
from ctplatform.curation import services
from incidents.models import Incident
from tests.ctplatform.changes.test_feed import Copy, live, retitle
from tests.factories import annotations as texts
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def let_pass(days):
    """Let the entries so far be that much older."""
    Change.objects.update(at=F("at") - timedelta(days=days))


def last_entries():
    """{(kind, record): its entries} without those of `resync`."""
    found = {}
    for each in Change.objects.exclude(action="resync"):
        found.setdefault((each.kind, each.record_id), []).append(each.action)
    return found


def test_old_entries_go_but_the_last_of_each_record():
    team = Team("open")
    row, gone = team.published(title="One"), team.casualty(team.published())
    for title in "abc":
        retitle(row, team.owner, title)
    services.withdraw_record(gone, by=team.owner)
    let_pass(40)
    retitle(row, team.owner, "recent")
    retitle(row, team.owner, "more recent")
    assert prune_feed() > 5
    found = last_entries()
    assert found["incident", row.pk] == ["changed"] * 3  # the last of old ones, and recent ones
    assert ("casualtyestimate", gone.pk) not in found
    assert all(len(each) == 1 for name, each in found.items() if name[1] != row.pk)
    assert prune_feed() == 0


def test_recent_entries_stay():
    team = Team("open")
    row = team.published()
    retitle(row, team.owner, "other")
    let_pass(30)
    before = Change.objects.count()
    assert prune_feed() == 0
    assert Change.objects.count() == before


def test_each_day_looks_at_its_own_entries_alone(monkeypatch):
    monkeypatch.setattr(pruning, "BATCH", 10)
    team = Team("open")
    rows = [team.published() for _ in range(8)]
    let_pass(40)
    prune_feed()
    retitle(rows[0], team.owner, "later")
    Change.objects.filter(at__gt=timezone.now() - timedelta(days=2)).update(
        at=timezone.now() - timedelta(days=40)
    )
    looked = []
    assert prune_feed(lambda done, total: looked.append(done)) == 1
    assert looked == [1]
    assert Change.objects.filter(record_id=rows[0].pk).count() == 1


def test_queries_of_a_batch_do_not_grow_with_its_entries():
    team = Team("open")
    team.published()
    let_pass(40)
    with CaptureQueriesContext(connection) as few:
        prune_feed()
    for _ in range(5):
        retitle(team.published(), team.owner, "x")
    let_pass(40)
    with CaptureQueriesContext(connection) as many:
        prune_feed()
    assert len(many) == len(few)


class Story:
    """Random edits, deletions, pauses and prunings, and readers who come and go."""

    def __init__(self, seed):
        self.pick, self.team = random.Random(seed), Team("open")
        self.readers = [Copy(self.team.reader)]
        self.rows, self.passages = [self.team.published()], []
        self.text = texts.article(self.team.project, self.team.author)
        self.steps = 0

    def go_on(self):
        self.steps += 1
        self.pick.choice(
            (self.publish, self.edit, self.count, self.mark, self.unmark, self.pause, prune_feed)
        )()

    def publish(self):
        self.rows.append(self.team.published(title=f"Number {self.steps}"))

    def edit(self):
        retitle(self.pick.choice(self.rows), self.team.owner, f"Title {self.steps}")

    def count(self):
        number = {"low": self.steps, "high": self.steps}
        self.team.casualty(self.pick.choice(self.rows), by=self.team.owner, **number)

    def mark(self):
        self.passages.append(texts.annotation(self.text, self.team.author))

    def unmark(self):
        if self.passages:
            annotations.delete_annotation(self.passages.pop(), by=self.team.author)

    def pause(self):
        """A month, after which only those who have asked meanwhile go on from where they were."""
        let_pass(40)
        for each in self.readers:
            each.poll()


@pytest.mark.parametrize("seed", range(3))
def test_readers_end_with_all_records_wherever_they_were(seed, monkeypatch):
    monkeypatch.setattr(pruning, "BATCH", 7)
    story = Story(seed)
    for _ in range(4):
        for _ in range(10):
            story.go_on()
        story.readers.append(Copy(story.team.reader))
        story.pick.choice(story.readers).poll()
    story.pause()
    prune_feed()
    story.readers.append(Copy(story.team.reader))
    for each in story.readers:
        each.poll()
        for key, one in followed().items():
            assert each.of(key) == live(story.team.reader, one.model), key
    assert live(story.team.reader, Incident)
    assert live(story.team.reader, Article)


def test_reader_who_began_a_month_ago_begins_again():
    team = Team("open")
    for _ in range(3):
        team.published()
    copy = Copy(team.reader, page_size=1)
    first = copy.api.get("changes/", copy.parameters).json()
    assert first["has_more"]
    later = timezone.now() + timedelta(days=31)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ctplatform.changes.api.timezone.now", lambda: later)
        answer = copy.api.get("changes/", copy.parameters | {"since": first["since"]}, 410)
    assert "Read everything again" in answer.json()["detail"]


def test_after_a_restore_everything_is_looked_at_again():
    Team("open").published()
    let_pass(40)
    prune_feed()
    begin_anew()
    state = FeedState.objects.get()
    assert (state.pruned_transaction, state.pruned_id) == (0, 0)
