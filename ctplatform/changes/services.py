"""Enter what time alone changes, and begin the feed again after a restore."""

import uuid

from django.db import connection, transaction
from django.db.models import BigIntegerField, Func, Value
from django.utils import timezone

from ctplatform.changes.followed import followed
from ctplatform.changes.models import Change, FeedState
from ctplatform.changes.queries import PROJECT

IN_FORCE = "9999-12-31T00:00:00+00:00"


def enter_ended_embargoes() -> int:
    """Enter the records whose embargo has ended; no write says so. Return how many."""
    now, state = timezone.now(), FeedState.objects.first()
    if state is None or not any(rows.exists() for _one, rows in _ending(state, now)):
        return 0
    with transaction.atomic():
        state = FeedState.objects.select_for_update().get(pk=state.pk)  # others sweep too
        made = [_ended(one, row) for one, rows in _ending(state, now) for row in rows]
        for each in made:
            each.save()
        FeedState.objects.filter(pk=state.pk).update(embargoes_until=now)
    return len(made)


def _ending(state, now) -> list:
    """[(followed model, its rows whose embargo ended since the feed was last prepared)]."""
    return [
        (
            one,
            one.model._base_manager.filter(
                embargo_until__gt=state.embargoes_until, embargo_until__lte=now
            ).only("pk", "version", "project"),
        )
        for one in followed().values()
        if "embargo_until" in one.columns
    ]


def _ended(one, row) -> Change:
    return Change(
        transaction_id=_own_transaction(),
        kind=one.key,
        record_id=row.pk,
        version=row.version,
        action=Change.Action.RESYNC,
        project_id=row.project_id,
        access_before={"embargo_until": IN_FORCE},
    )


def enter_resync(project, user) -> None:
    """Tell this user alone to read the project again with all that belongs to it."""
    Change(
        transaction_id=_own_transaction(),
        kind=PROJECT,
        record_id=project.pk,
        action=Change.Action.RESYNC,
        project_id=project.pk,
        access_before={"user": str(user.pk)},
    ).save()


def _own_transaction():
    """The id of the present transaction, as the triggers enter it."""
    if connection.vendor != "postgresql":
        return Value(0)
    return Func(
        function="pg_current_xact_id",
        template="%(function)s()::text::bigint",
        output_field=BigIntegerField(),
    )


def begin_anew() -> None:
    """Refuse all cursors from before, after a restore: readers begin again.

    Another cluster of PostgreSQL has other ids of transactions; what is there is before them all. A
    backup of an earlier release has no feed yet.
    """
    if Change._meta.db_table not in connection.introspection.table_names():
        return
    Change.objects.update(transaction_id=0)
    FeedState.objects.update(feed=uuid.uuid4(), pruned_transaction=0, pruned_id=0)
