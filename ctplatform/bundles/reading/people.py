"""The accounts for the people that a bundle names."""

import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.accounts.models import User
from ctplatform.bundles.contents.names import person_urn
from ctplatform.bundles.reading.checking import BundleRefused

MOST = 5000


def read_people(lines) -> dict[str, str]:
    """{username: name} of the lines of `people.jsonl`. Raises BundleRefused."""
    found = {}
    for number, line in enumerate(lines, 1):
        given = json.loads(line)
        username, name = given.get("username"), given.get("name", "")
        if not isinstance(username, str) or not isinstance(name, str) or number > MOST:
            raise BundleRefused(
                _("people.jsonl, line %d: expected a username and a name.") % number
            )
        found[username] = name
    return found


def accounts_of_restored(people: dict, chosen: dict, *, are_same: bool) -> dict:
    """{name: id} of the people of a project that is restored.

    `chosen` are {username in the bundle: username here}. Other people get a closed account of the
    same username; if there is one already, `are_same` says that it is the same person's. Raises
    BundleRefused.
    """
    if unknown := sorted(chosen.keys() - people.keys()):
        raise BundleRefused(_("The bundle names no “%s”.") % unknown[0])
    wanted = {username: chosen.get(username, username) for username in people}
    here = dict(User.objects.filter(username__in=wanted.values()).values_list("username", "pk"))
    if missing := sorted(name for name in chosen.values() if name not in here):
        raise BundleRefused(_("There is no account “%s” here.") % missing[0])
    taken = sorted(name for name in people if name in here and name not in chosen)
    if taken and not are_same:
        text = _(
            "Accounts with these names are here already: %s. Say whether they belong to the same"
            " people (--same-people), or which account is whose (--person THERE=HERE)."
        )
        raise BundleRefused(text % ", ".join(taken[:20]))
    return {
        person_urn(username): here.get(target) or _closed_account(target, people[username]).pk
        for username, target in wanted.items()
    }


def accounts_of_copied(people: dict, slug: str) -> dict:
    """{name: id} of closed accounts, such as `amira@SLUG`, that stand for the people of a copy.

    A file does not prove who wrote what, so nothing in it is attributed to an account of a person
    here.
    """
    return {
        person_urn(username): _closed_account(
            f"{username[: 149 - len(slug)]}@{slug}", name or username
        ).pk
        for username, name in people.items()
    }


def _closed_account(username, name) -> User:
    """Create an account that nobody can sign in to until an administrator opens it."""
    user = User(username=username, name=name, is_active=False)
    user.set_unusable_password()
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        text = "; ".join(error.messages)
        raise BundleRefused(
            _("No account can be made for “%(name)s”: %(why)s")
            % {"name": username[:160], "why": text}
        ) from error
    user.save()
    return user
