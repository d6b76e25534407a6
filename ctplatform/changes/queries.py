"""Read the feed: the next entries that a user may see, in a number of queries that is bounded.

Which entries are shown is decided by what the user may see now, by `visible_to` of each model.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, Value
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
PROJECT = "project"


@dataclass(frozen=True)
class FeedEntry:
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
    rows = _readable()
    if project is not None:
        rows = rows.filter(project=project)
    shown, last, has_more = _scan(rows, cursor, size, user)
    day = cursor.day if has_more else timezone.now().toordinal()
    cursor = Cursor(cursor.feed, cursor.reader, last.transaction_id, last.id, day)
    return Part(_described(_last_of_each(shown), user), cursor, has_more)


def _readable():
    """The entries that nothing can come in between any more, in their order."""
    rows = Change.objects.order_by("transaction_id", "id")
    if connection.vendor == "postgresql":
        rows = rows.filter(transaction_id__lt=_horizon())
    return rows


def last_place(project) -> tuple:
    """(transaction_id, id) of the last entry of a project; (0, 0) where there is none."""
    last = _readable().filter(project=project).last()
    return (last.transaction_id, last.id) if last else (0, 0)


def read_section(user, project, start: tuple, *, end: tuple = (), kinds=()) -> tuple:
    """(the entries that the user may see, the place of the last one that was looked at).

    They come after `start`, up to `end` if it is given, and at most 500 are looked at. Places are
    (transaction_id, id); the second one is None where nothing comes after `start`. That the project
    is to be read again is said whatever the `kinds`.
    """
    columns = (F("transaction_id"), F("id"))
    rows = _readable().filter(Behind(columns, start), project=project)
    if end:
        rows = rows.exclude(Behind(columns, end))
    if kinds:
        read_again = Q(kind=PROJECT, action=Change.Action.RESYNC)
        rows = rows.filter(Q(kind__in=kinds) | read_again)
    found = list(rows[:STEP])
    place = (found[-1].transaction_id, found[-1].id) if found else None
    return _described(_last_of_each(_shown(found, user)), user), place


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
    """The cursor before the first entry; its day is when reading began."""
    return Cursor(feed_state().feed, reader_mark(user), day=timezone.now().toordinal())


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
    """The entries that the user may see, in five queries at most, besides those of `resync`."""
    types = followed()
    resyncs = [each for each in found if each.action == Change.Action.RESYNC]
    rows = [each for each in found if each.action != Change.Action.RESYNC and each.kind in types]
    living = _union(types, _ids_by_kind(rows), lambda one, few: few.visible_to(user))
    gone = [each for each in rows if (each.kind, each.record_id) not in living]
    dead = _deleted(types, _ids_by_kind(gone), user)
    shown = resyncs_shown(resyncs, user)
    for each in rows:
        name = (each.kind, each.record_id)
        if name in living or (each.action == Change.Action.DELETED and name in dead):
            shown.add(each.id)
    return [each for each in found if each.id in shown]


def _ids_by_kind(entries) -> dict:
    found = defaultdict(set)
    for each in entries:
        found[each.kind].add(each.record_id)
    return found


def _union(types, ids, chosen) -> set:
    """{(kind, id)} of the rows of all kinds that `chosen(followed, rows)` leaves, in one query."""
    parts = [
        chosen(types[kind], types[kind].model.objects.filter(pk__in=few))
        .order_by()
        .annotate(feed_kind=Value(kind))
        .values_list("feed_kind", "pk")
        for kind, few in ids.items()
    ]
    if not parts:
        return set()
    return set(parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0])


def _deleted(types, ids, user) -> set:
    """{(kind, id)} of the deleted rows that the user saw, as far as that can still be known."""
    marked = {kind: few for kind, few in ids.items() if "deleted" in types[kind].columns}
    found = _union(types, marked, lambda one, few: few.filter(visible_condition(one.model, user)))
    kinds = {
        kind_of(types[kind].model): kind
        for kind in ids.keys() - marked.keys()
        if is_curated(types[kind].model)
    }
    if kinds:
        names = {each.key: name for each, name in kinds.items()}
        gone = {pk for name in names.values() for pk in ids[name]}
        removals = Revision.objects.filter(
            target_type__in=names, target_id__in=gone, kind=Revision.Kind.WITHDRAW
        ).visible_to(user, sorted({each.root.key for each in kinds}))
        pairs = removals.order_by().values_list("target_type", "target_id")
        found |= {(names[key], pk) for key, pk in pairs}
    return found


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
        FeedEntry(
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
