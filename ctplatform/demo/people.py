"""The users of the demo, and the file with their sign-ins."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from ctplatform.accounts.models import User

PEOPLE = {
    "amira": {"name": "Amira Haddad"},
    "jonas": {"name": "Jonas Weber"},
    "nadia": {"name": "Nadia Karimi"},
    "lucia": {"name": "Lucía Ortega"},
    "efua": {"name": "Efua Mensah"},
    "kofi": {"name": "Kofi Adjei"},
    "admin": {"name": "Site administrator", "is_staff": True, "is_superuser": True},
}
DOES = {
    "amira": "owner: may do everything in the project",
    "jonas": "reviewer: decides on what others propose",
    "nadia": "reviewer: gives the second approval where two are needed",
    "lucia": "annotator: reads, marks, proposes; owns a second project",
    "efua": "owner of the public project, whose data she releases",
    "kofi": "reviewer there: approves her releases",
    "admin": "the admin pages, and every project",
}
SIGN_INS = "sign-ins.txt"  # in the data folder
THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]"}
HEADING = """\
Sign-ins of the ctplatform demo. One person's proposals are decided on by another: sign in
as two of them (a private window helps) to see both sides.

"""


def pass_phrase(words=5):
    """A random pass phrase that is easy to type: syllable pairs, 12.6 bits a word, 63 in all.

    The alphabet excludes letters that are misread (l, q, x) or misheard (c).
    """
    syllables = [c + v for c in "bdfghjkmnprstvwz" for v in "aeiou"]
    return "-".join("".join(secrets.choice(syllables) for _ in range(2)) for _ in range(words))


def taken() -> list[str]:
    """The demo's usernames that exist already."""
    return list(User.objects.filter(username__in=PEOPLE).values_list("username", flat=True))


def make_people() -> tuple[dict, dict]:
    """Return ({username: User}, {username: pass phrase}). Existing users keep their own."""
    people = {user.username: user for user in User.objects.filter(username__in=PEOPLE)}
    phrases = {}
    for username, values in PEOPLE.items():
        if username not in people:
            phrases[username] = pass_phrase()
            people[username] = User(username=username, **values)
            people[username].set_password(phrases[username])
            people[username].save(force_insert=True)
    return people, phrases


def sign_ins_file() -> str:
    """The path of the file with the demo's passwords, for the sign-in page; else "".

    It is shown only if the demo is loaded and served to this machine alone, without TLS.
    """
    path = settings.DATA_DIR / SIGN_INS
    is_local = not settings.HTTPS and set(settings.ALLOWED_HOSTS) <= THIS_MACHINE
    if not is_local or not path.exists() or not taken():
        return ""
    is_inside = path.is_relative_to(settings.BASE_DIR)
    return str(path.relative_to(settings.BASE_DIR)) if is_inside else SIGN_INS


def write_sign_ins(path: Path, phrases: dict) -> None:
    """Write the file, readable by its owner only. Pass phrases are stored nowhere else."""
    lines = [f"  {name:8}{phrase:28}{DOES[name]}\n" for name, phrase in phrases.items()]
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines([HEADING, *lines])
    new.replace(path)
