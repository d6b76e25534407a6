"""Mentions of members in comments: `@username`."""

import re

from django.db.models import Case, Prefetch, Q, When
from django.utils.html import format_html, format_html_join

from ctplatform.accounts.models import NAME, User
from ctplatform.accounts.roles import is_member

MENTION = re.compile(rf"(?<![\w@.+-])@({NAME})", re.ASCII)
ENDS = "._+@-"  # characters that a username may contain, and that may also end a sentence
MOST = 20  # people in one comment
LISTED = 8  # members listed beside a field


def mentioned_in(text, project, may_see) -> list:
    """The members of a project (id) whom a comment mentions and who may see its subject.

    `may_see(person)` decides; other names remain plain text.
    """
    names = {name for found in MENTION.findall(text)[:MOST] for name in _readings(found)}
    if not names:
        return []
    members = User.objects.filter(memberships__project=project, is_active=True)
    by_name = {person.username.lower(): person for person in members.filter(_named(names))}
    people = {}
    for found in MENTION.findall(text)[:MOST]:
        person = next((by_name[name] for name in _readings(found) if name in by_name), None)
        if person is not None:
            people[person.pk] = person
    return [person for person in people.values() if may_see(person)]


def members_to_mention(project, user) -> list:
    """Usernames of some members, for the help beside a field; empty for non-members."""
    others = _other_members(project, user)
    return list(others.order_by("username").values_list("username", flat=True)[:LISTED])


def find_members(project, user, words) -> list:
    """The first members whose name or username contains all words, for a mention.

    Those whose username starts with the words come first; empty for non-members.
    """
    rank = Case(When(username__istartswith=words, then=0), default=1)
    found = _other_members(project, user).worded(words).alias(rank=rank)
    return list(found.order_by("rank", "username")[:LISTED])


def _other_members(project, user):
    if not is_member(user, project.pk):
        return User.objects.none()
    return User.objects.filter(memberships__project=project, is_active=True).exclude(pk=user.pk)


def mentioned_known_to(user):
    """Prefetch of `mentioned`, limited to users whose names this user may see.

    A mention would otherwise reveal who is a member of a project.
    """
    return Prefetch("mentioned", User.objects.visible_to(user))


def _named(names):
    condition = Q(pk__in=[])
    for name in names:
        condition |= Q(username__iexact=name)
    return condition


def _readings(found):
    """The name in lower case, followed by variants without the signs at its end."""
    found = found.lower()
    readings = [found]
    while found and found[-1] in ENDS:
        found = found[:-1]
        readings.append(found)
    return readings


def with_mentions(text, usernames):
    """The text of a comment as safe HTML, with mentioned users in bold."""
    names = {name.lower() for name in usernames}
    pieces, at = [], 0
    for found in MENTION.finditer(text):
        name = next((each for each in _readings(found[1]) if each in names), None)
        if name is None:
            continue
        end = found.start() + 1 + len(name)
        pieces.append((text[at : found.start()], text[found.start() : end]))
        at = end
    marked = format_html_join("", '{}<b class="mention">{}</b>', pieces)
    return format_html("{}{}", marked, text[at:])
