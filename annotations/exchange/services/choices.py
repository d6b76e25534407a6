"""What the person who imports decides: codes, annotators, rights and markings of new texts."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotations.articles.vocabulary import RIGHTS
from annotations.codebooks.models import Code
from ctplatform.accounts.models import Membership, Role
from ctplatform.accounts.roles import has_role
from ctplatform.markings.levels import MARKINGS

NEW, LEFT_OUT = "new", "none"
"""In place of the id of a code: make it in a draft codebook; annotate without a code."""


@dataclass(frozen=True)
class ImportChoices:
    """The choices of one import; what is not chosen has a default.

    `codes` is {path of names joined by "/": id of a code, NEW or LEFT_OUT}; a path that is not in
    it gets the code of the same name in the project's codebook, else NEW. `annotators` is {name in
    the file: user name of a member}; others are kept by their names. `rights`, `marking` and
    `language` are those of texts that the import adds; `encoding` is that of a single text whose
    file does not state it.
    """

    codes: dict = field(default_factory=dict)
    annotators: dict = field(default_factory=dict)
    rights: str = "unknown"
    marking: str = "clear"
    language: str = ""
    encoding: str = ""

    def as_dict(self) -> dict:
        return dict(vars(self))


def clean_choices(given: dict, *, by, project) -> ImportChoices:
    """The choices, checked. Raises ValidationError naming the field.

    Annotations are attributed to other members by editors only, since nobody else speaks for them.
    """
    choices = ImportChoices(
        **{name: value for name, value in given.items() if value not in ("", None)}
    )
    wrong = {}
    for name, words in (("rights", RIGHTS), ("marking", MARKINGS)):
        if getattr(choices, name) not in words:
            wrong[name] = _("Choose one of: %s.") % ", ".join(words)
    for name in ("codes", "annotators"):
        value = getattr(choices, name)
        if not isinstance(value, dict) or not all(
            isinstance(each, str) for pair in value.items() for each in pair
        ):
            wrong[name] = _("Give an object of texts.")
    if wrong:
        raise ValidationError(wrong)
    chosen_codes(choices, by=by, project=project)
    chosen_members(choices, by=by, project=project)
    return choices


def chosen_codes(choices, *, by, project) -> dict:
    """{path: the Code that was chosen for it}. Raises ValidationError naming `codes`."""
    ids = {pk for pk in choices.codes.values() if pk not in (NEW, LEFT_OUT)}
    try:
        rows = Code.objects.visible_to(by).filter(pk__in=ids).select_related("codebook")
        found = {str(code.pk): code for code in rows}
    except (ValidationError, ValueError) as error:
        raise ValidationError({"codes": _("That is not the id of a code.")}) from error
    for pk in ids:
        code = found.get(pk)
        if code is None or code.codebook.project_id not in (None, project.pk):
            raise ValidationError({"codes": _("There is no code %s in this project.") % pk[:60]})
        if not code.is_codable:
            words = _("“%s” only groups others; choose one below it.")
            raise ValidationError({"codes": words % code.label})
    return {path: found[pk] for path, pk in choices.codes.items() if pk in found}


def chosen_members(choices, *, by, project) -> dict:
    """{name in the file: the user}. Raises ValidationError naming `annotators`."""
    names = {name for name in choices.annotators.values() if name}
    rows = Membership.objects.filter(project=project, user__username__in=names)
    found = {row.user.username: row.user for row in rows.select_related("user")}
    if missing := sorted(names - found.keys()):
        words = _("%s is not a member of this project.")
        raise ValidationError({"annotators": words % missing[0][:100]})
    if names - {by.username} and not has_role(by, project, Role.EDITOR):
        words = _("Only an editor attributes annotations to other members.")
        raise ValidationError({"annotators": words})
    return {name: found[user] for name, user in choices.annotators.items() if user}
