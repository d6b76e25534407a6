"""The most important incidents of an actor: those in which it acts, those against it, and others.

They are ranked by fatalities (the figure that lists sort by, unknown last), then by the number of
linked passages that the reader may see, then by the last day of the date.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlencode

from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ctplatform.curation.queries.unchanged import WORTH, while_unchanged
from ctplatform.curation.registry import count_passages
from incidents.events.models.incidents import Incident
from incidents.events.models.killed import killed_words
from incidents.events.models.participations import Participation
from incidents.events.queries.actor_activity import membership_for, parts_of
from incidents.vocabularies import INITIATING_ROLES, PARTICIPATION_ROLES, TARGET_ROLES

LISTED = 10
OTHER_ROLES = tuple(
    role for role in PARTICIPATION_ROLES if role not in (*INITIATING_ROLES, *TARGET_ROLES)
)
GROUPS = {
    "acts": (gettext_lazy("In which it acts"), INITIATING_ROLES),
    "against": (gettext_lazy("Against it"), TARGET_ROLES),
    "others": (gettext_lazy("In other roles"), OTHER_ROLES),
}
ORDER = (
    F("killed_figure").desc(nulls_last=True), F("date_latest").desc(nulls_last=True), "title", "pk",
)  # fmt: skip
COLUMNS = (
    "id",
    "title",
    "record_kind",
    "date",
    "date_earliest",
    "date_latest",
    "killed_figure",
    "killed_low",
    "killed_best",
    "killed_high",
    "killed_qualifier",
    "project",
    "merged_into",
)


@dataclass
class Listed:
    """An incident as an actor's page lists it, with the actor's roles in words."""

    incident: Incident
    passages: int
    roles: list = field(default_factory=list)

    @property
    def details(self) -> list[str]:
        """The date, the fatalities and the number of passages in words, where there are any."""
        killed, passages = killed_words(self.incident), self.passages
        return list(
            filter(
                None,
                (
                    self.incident.date_for_people,
                    _("%s killed") % killed if killed else "",
                    ngettext("%d passage", "%d passages", passages) % passages if passages else "",
                ),
            )
        )

    @property
    def kind(self) -> str:
        """The kind of record in words; empty for an event."""
        kind = self.incident.record_kind
        return "" if kind == "event" else str(self.incident.get_record_kind_display())


@dataclass
class Group:
    """The incidents in which an actor has one of some roles: their number, and the highest ranked.

    `url` leads to the list of exactly these; `roles` are (words, count, url) of each role.
    """

    key: str
    title: str
    count: int
    url: str
    roles: list
    rows: list


def groups_of(actor, user, membership=None) -> list[Group]:
    """The Groups of an actor that have incidents, in a fixed number of queries."""
    since = timezone.now()
    membership = membership or membership_for(actor, user)
    parts = parts_of(actor, user, membership)
    counts, with_roles = counts_of(parts), incidents_of(user, membership)
    passages = {}
    if any(counts.values()):
        passages = count_passages(Incident, actor.project_id, user)
    found = []
    for key, (title, roles) in GROUPS.items():
        if counts[key]:
            labels = [
                (str(_(PARTICIPATION_ROLES[role])), counts[role], incidents_url(actor, [role]))
                for role in roles
                if counts[role]
            ]
            rows = with_roles(roles)
            work = partial(_most_fatalities, rows)
            if counts[key] >= WORTH:
                first = while_unchanged("most fatalities", [rows], since, work, lambda _: WORTH)
            else:
                first = work()
            rows = most_important(rows, passages, first=first)
            url = incidents_url(actor, roles)
            found.append(Group(key, str(title), counts[key], url, labels, rows))
    _name_roles(parts, found)
    return found


def counts_of(parts) -> dict:
    """{group or role: number of incidents that the list with these roles shows}.

    `parts` are the actor's participations (incidents.events.queries.actor_activity.parts_of).
    """
    number = Count("counted", distinct=True)
    by_role = dict(parts.order_by().values_list("role").annotate(n=number))
    found = defaultdict(int, by_role)
    for key, (_title, roles) in GROUPS.items():
        filled = [role for role in roles if role in by_role]
        found[key] = by_role[filled[0]] if filled else 0
        if len(filled) > 1:  # an incident with two of these roles counts once
            found[key] = parts.filter(role__in=filled).aggregate(n=number)["n"]
    return found


def incidents_url(actor, roles) -> str:
    """The URL of the list of incidents with the actor in such a role, most fatalities first."""
    query = [("project", actor.project.slug), ("actor", actor.pk), *(("role", r) for r in roles)]
    return f"/incidents/?{urlencode([*query, ('sort', '-killed')])}"


def incidents_of(user, membership):
    """A function from roles to the visible incidents in which the actor has one of them."""
    seen = Incident.objects.visible_to(user).canonical().exclude(state="withdrawn").order_by()
    return lambda roles: seen.filter(replace(membership, roles=tuple(roles)).condition())


def _most_fatalities(rows, most=LISTED) -> list:
    """The ids of the incidents with most fatalities, the latest of them first."""
    return list(rows.order_by(*ORDER).values_list("pk", flat=True)[:most])


def most_important(rows, passages, most=LISTED, first=None) -> list[Listed]:
    """The highest ranked of these incidents; `passages` is {id: number of linked passages}.

    `first` are the ids of `_most_fatalities`, if the caller has them.
    """
    first = _most_fatalities(rows, most) if first is None else first
    rows = rows.only(*COLUMNS).order_by(*ORDER)
    found = {row.pk: row for row in rows.filter(pk__in=first)}
    if len(found) == most:  # incidents with as many fatalities as the last may rank before it
        least = [*found.values()][-1].killed_figure
        above = {pk for pk, row in found.items() if row.killed_figure != least}
        cited = {pk: n for pk, n in passages.items() if pk not in above}
        level = rows.filter(killed_figure=least)
        if cited:
            cited = dict.fromkeys(level.filter(pk__in=list(cited)).values_list("pk", flat=True))
            cited = {pk: passages[pk] for pk in cited}
        for ids in _most_cited(cited, most):
            found |= {row.pk: row for row in level.filter(pk__in=ids)[:most]}
    ranked = sorted(found.values(), key=lambda row: _importance_key(row, passages.get(row.pk, 0)))
    return [Listed(row, passages.get(row.pk, 0)) for row in ranked[:most]]


def _most_cited(passages, most):
    """(ids with more passages than the `most`-th of them, ids with exactly as many as it)."""
    numbers = sorted(passages.values(), reverse=True)
    last = numbers[most - 1] if len(numbers) >= most else 0
    more = [pk for pk, n in passages.items() if n > last]
    return more, [pk for pk, n in passages.items() if n == last]


def _importance_key(row, passages):
    killed = -1 if row.killed_figure is None else row.killed_figure
    last = row.date_latest or dt.date.min
    return (-killed, -passages, -last.toordinal(), str(row.title), str(row.pk))


def _name_roles(parts, groups):
    """Fill in the roles of each Listed: the actor's roles of that group, with their certainty."""
    listed = defaultdict(list)
    for group in groups:
        for each in group.rows:
            listed[each.incident.pk].append((GROUPS[group.key][1], each))
    if not listed:
        return
    columns = ("counted", "role", "certainty")
    own = parts.filter(incident__in=list(listed)).order_by("id").values_list(*columns)
    merged = parts.filter(incident__merged_into__in=list(listed)).order_by("id")
    for pk, role, certainty in dict.fromkeys([*own, *merged.values_list(*columns)]):
        for roles, each in listed[pk]:
            if role in roles:
                each.roles.append(_role_words(role, certainty))


def _role_words(role, certainty):
    words = Participation(role=role, certainty=certainty)
    said = words.get_role_display()
    return (
        _("%(role)s, %(certainty)s")
        % {
            "role": said,
            "certainty": words.get_certainty_display(),
        }
        if certainty
        else said
    )
