"""Who is to read again what, after access to a record or a project changed.

An entry `resync` is shown to a user for whom the change made a difference, and to nobody else: it
would say that a hidden record exists.
"""

import datetime
from uuid import UUID

from django.db.models import Q

from ctplatform.access.visibility import visible_reference
from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by, joined_by
from ctplatform.accounts.vocabularies import Visibility
from ctplatform.changes.followed import followed
from ctplatform.markings.levels import CLEAR, GREEN, LEAST_ROLES


def resyncs_shown(entries, user) -> set:
    """Ids of those of the `resync` entries that are shown to the user."""
    shown = {each.id for each in entries if _names(each, user)}
    if user.is_superuser:
        return shown
    shown |= _of_projects([e for e in entries if "visibility" in e.access_before], user)
    of_records = [e for e in entries if not e.access_before.keys() & {"user", "visibility"}]
    for kind, one in followed().items():
        if rows := [each for each in of_records if each.kind == kind]:
            shown |= _of_records(one, rows, user)
    return shown


def _names(entry, user) -> bool:
    """Whether it is about the user's own access, as a member or a named reader."""
    named = entry.access_before.get("user")
    return bool(named) and user.is_authenticated and UUID(str(named)) == user.pk


def _of_projects(entries, user) -> set:
    """Ids of the entries by which a project was opened to this user, or closed.

    Members always see it; and a token that is limited to projects sees those of its user alone.
    """
    open_to, mine = {Visibility.PUBLIC}, joined_by(user)
    if user.is_authenticated:
        open_to = set() if user.only_projects is not None else {*open_to, Visibility.INTERNAL}
    rows = Project.objects.visible_to(user).filter(pk__in={each.record_id for each in entries})
    seen = set(rows.values_list("pk", flat=True)) if entries else ()
    return {
        each.id
        for each in entries
        if each.record_id not in mine
        and (each.record_id in seen) != (each.access_before["visibility"] in open_to)
    }


def _of_records(one, entries, user) -> set:
    """Ids of the entries after which the user sees a record that was hidden, or no longer does."""
    rows = one.model.objects.filter(pk__in=[each.record_id for each in entries]).order_by()
    seen = set(rows.visible_to(user).values_list("pk", flat=True))
    near = rows.filter(project__in=Project.objects.visible_to(user)).filter(_others(one, user))
    known = {row.pk: row for row in near.only("project", *_author(one))}
    return {
        each.id
        for each in entries
        if (row := known.get(each.record_id))
        and (row.pk in seen) != _could_see(one, row, each, user)
    }


def _author(one):
    return ["created_by"] if "created_by" in one.columns else []


def _others(one, user):
    """The condition that all records that a record is about are visible."""
    condition = Q()
    for name in getattr(one.model, "visible_through", ()):
        reference = visible_reference(one.columns[name].related_model, user, name)
        condition &= Q(**{f"{name}__isnull": True}) | Q(reference)
    return condition


def _could_see(one, row, entry, user) -> bool:
    """Whether the user could see the row with the values that it had before."""
    before = entry.access_before
    is_author = user.is_authenticated and row.created_by_id == user.pk
    if _was_embargoed(before, entry.at) and not (is_author or row.project_id in edited_by(user)):
        return False
    for name, values in getattr(one.model, "withheld", {}).items():
        if before.get(name) in values and row.project_id not in joined_by(user):
            return False
    return is_author or _marking_permits(before.get("marking", CLEAR), row, user)


def _was_embargoed(before, at) -> bool:
    until = before.get("embargo_until")
    if until is None:
        return False
    moment = datetime.datetime.fromisoformat(str(until))
    if moment.tzinfo is None:  # SQLite stores UTC without saying so
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment >= at


def _marking_permits(marking, row, user) -> bool:
    if marking == CLEAR or not user.is_authenticated:
        return marking == CLEAR
    role = user.roles().get(row.project_id)
    least = LEAST_ROLES.get(marking)
    return marking == GREEN or (role is not None and role.rank >= least.rank)
