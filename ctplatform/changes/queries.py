"""Read the feed: the next entries that a user may see, in a number of queries that is bounded.

Which entries are shown is decided by what the user may see now, by `visible_to` of each model.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.db.models import F
from django.utils import timezone

from ctplatform.access.visibility import visible_condition
from ctplatform.accounts.models import Project
from ctplatform.changes.access import resyncs_shown
from ctplatform.changes.cursors import Cursor, reader_mark
from ctplatform.changes.followed import followed
from ctplatform.changes.models import Change, FeedState
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.rest.paging.keyset import Behind

STEP, STEPS = 500, 4
"""One request looks at this many entries, in steps, until it has enough that the user may see."""

ID_PERIOD = 2**32


@dataclass(frozen=True)
class Entry:
    """One entry as a reader gets it."""

    type: str
    id: object
    version: int | None
    action: str
    at: object
    project: str | None
    url: str | None


@dataclass(frozen=True)
class Part:
    """A part of the feed: entries, the cursor to go on from, and whether there is more now."""

    entries: list
    cursor: Cursor
    has_more: bool


def feed_state() -> FeedState:
    return FeedState.objects.first()


def read_changes(user, cursor: Cursor, size: int, project=None) -> Part:
    """The next entries after a cursor, at most `size`, each record once with its last action.

    The cursor stays at the last entry that is shown: were it moved by entries of others, it would
    say that they exist. It moves on where a request has looked at as many as it may.
    """
    rows = Change.objects.order_by("transaction_id", "id")
    if connection.vendor == "postgresql":
        rows = rows.filter(transaction_id__lt=_horizon())
    if project is not None:
        rows = rows.filter(project=project)
    shown, last, has_more = _scan(rows, cursor, size, user)
    day = cursor.day if has_more else timezone.now().toordinal()
    cursor = Cursor(cursor.feed, cursor.reader, last.transaction_id, last.id, day)
    return Part(_described(_last_of_each(shown), user), cursor, has_more)


def _scan(rows, cursor, size, user) -> tuple:
    """(entries that are shown, the one to go on from or the cursor, whether there are more)."""
    shown, place, found = [], cursor, []
    for _step in range(STEPS):
        behind = Behind((F("transaction_id"), F("id")), (place.transaction_id, place.id))
        found = list(rows.filter(behind)[:STEP])
        shown += _shown(found, user)
        if len(shown) > size:
            return shown[:size], shown[size - 1], True
        if len(found) < STEP:
            return shown, shown[-1] if shown else cursor, False
        place = found[-1]
    return shown, place, True


def start_cursor(user) -> Cursor:
    """The cursor before the first entry."""
    return Cursor(feed_state().feed, reader_mark(user))


def _horizon() -> int:
    """The id before which every transaction of this database has ended.

    What a later commit adds has an id from here on, so nothing can come in between what was read.
    The order of the queries matters: whatever has an id below `end` either runs, and is among those
    of the second, or has ended, and is then seen by the query for entries, which comes after.
    `pg_snapshot_xmin` would wait for the transactions of other databases, too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_stat_clear_snapshot()"
        )
        end = cursor.fetchone()[0]
        cursor.execute(
            "SELECT backend_xid::text::bigint FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_xid IS NOT NULL"
        )
        running = [whole_id(short, end) for (short,) in cursor.fetchall()]
    return min([end, *running])


def whole_id(short, near) -> int:
    """The id with these last 32 bits, which is all that the list of sessions has."""
    distance = (short - near) % ID_PERIOD
    return near + (distance - ID_PERIOD if distance >= ID_PERIOD // 2 else distance)


def _shown(found, user) -> list:
    """The entries that the user may see."""
    resyncs, by_kind = [], defaultdict(list)
    for each in found:
        rows = resyncs if each.action == Change.Action.RESYNC else by_kind[each.kind]
        rows.append(each)
    shown, types = resyncs_shown(resyncs, user), followed()
    for kind in by_kind.keys() & types.keys():
        shown |= _shown_of(types[kind], by_kind[kind], user)
    return [each for each in found if each.id in shown]


def _shown_of(one, entries, user) -> set:
    """Ids of the entries of one kind that are shown."""
    ids = {each.record_id for each in entries}
    living = set(_of(one.model.objects, ids).visible_to(user).values_list("pk", flat=True))
    gone = {each.record_id for each in entries if each.record_id not in living}
    dead = set(_deleted(one, gone, user)) if gone else set()
    return {
        each.id
        for each in entries
        if each.record_id in living
        or (each.action == Change.Action.DELETED and each.record_id in dead)
    }


def _of(rows, ids):
    return rows.filter(pk__in=ids).order_by()


def _deleted(one, ids, user):
    """Ids of the deleted rows that the user saw, as far as that can still be known."""
    rows = one.model.objects
    if "deleted" in one.columns:
        known = _of(rows, ids).filter(visible_condition(one.model, user))
        return known.values_list("pk", flat=True)
    if not is_curated(one.model):
        return ()
    kind = kind_of(one.model)
    removals = Revision.objects.filter(
        target_type=kind.key, target_id__in=ids, kind=Revision.Kind.WITHDRAW
    )
    return removals.visible_to(user, [kind.root.key]).values_list("target_id", flat=True)


def _last_of_each(shown) -> list:
    """Each record once, in the order of its last entry; what is deleted and made again is there."""
    last = {(each.kind, each.record_id, each.action == "resync"): each for each in shown}
    kept = {each.id for each in last.values()}
    return [each for each in shown if each.id in kept]


def _described(rows, user) -> list:
    ids = {each.project_id for each in rows} - {None}
    projects = Project.objects.visible_to(user).filter(pk__in=ids)
    slugs = dict(projects.values_list("pk", "slug"))
    types = followed()
    return [
        Entry(
            type=each.kind,
            id=each.record_id,
            version=each.version,
            action=each.action,
            at=each.at,
            project=slugs.get(each.project_id),
            url=_address(each, types, slugs),
        )
        for each in rows
    ]


def _address(row, types, slugs):
    if row.action == Change.Action.DELETED:
        return None
    if row.kind in types:
        return types[row.kind].address_of(row.record_id)
    slug = slugs.get(row.record_id)
    return slug and f"/api/v1/projects/{slug}/"
