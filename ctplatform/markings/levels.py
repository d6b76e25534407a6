"""The five markings, who sees a record with each of them, and who may set them."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role

CLEAR, GREEN, AMBER, STRICT, RED = "clear", "green", "amber", "amber+strict", "red"
MARKINGS = {
    CLEAR: "TLP:CLEAR",
    GREEN: "TLP:GREEN",
    AMBER: "TLP:AMBER",
    STRICT: "TLP:AMBER+STRICT",
    RED: "TLP:RED",
}
"""From the least to the most restrictive."""

CHOICES = list(MARKINGS.items())
"""As the API's schema lists them."""

LEAST_ROLES = {AMBER: Role.READER, STRICT: Role.ANNOTATOR, RED: Role.OWNER}
"""CLEAR is for everybody, GREEN for signed-in users, the others for members from this role on."""


def up_to(marking) -> list[str]:
    """The markings that are not stricter than this one."""
    names = list(MARKINGS)
    return names[: names.index(marking) + 1]


STRICT_CHOICES = [(each, MARKINGS[each]) for each in up_to(STRICT)]
"""The same for series and their pinned charts, which count no red record."""


def marking_condition(model, user, path="") -> Q:
    """The condition under which a record's marking allows the user to see it.

    Its creator and the users named on it see it with any marking.
    """
    name = f"{path}marking"
    if not user.is_authenticated:
        return Q(**{name: CLEAR})
    found = Q(**{f"{name}__in": [CLEAR, GREEN]}) | Q(**{f"{path}created_by": user})
    roles = user.roles()
    for marking, least in LEAST_ROLES.items():
        if projects := [pk for pk, role in roles.items() if role.rank >= least.rank]:
            found |= Q(**{name: marking, f"{path}project__in": projects})
    if named := getattr(model, "named", None):
        theirs = named.through.objects.filter(user=user).values(model._meta.model_name)
        found |= Q(**{f"{path}pk__in": theirs})
    return found


def reason_of_lower_marking(before, after) -> str:
    """Why a change needs two approvals: it makes the marking less strict; else "". See curation."""
    if before and after and after["marking"] in up_to(before["marking"])[:-1]:
        return _("A lower marking lets more people see the record.")
    return ""


def check_not_hidden_from(marking, record, by):
    """Raise ValidationError for a marking that would hide the record from the user who sets it."""
    if marking != RED or record.created_by_id == by.pk or has_role(by, record.project, Role.OWNER):
        return
    if not record.named.filter(pk=by.pk).exists():
        message = _("Red would hide this from you: let its creator or an owner name you first.")
        raise ValidationError({"marking": message})


def guard_marking(before, after, record, *, by, evidence=()):
    """`check_marking` as the `guard` of curated models; see curation."""
    if before and after and before["marking"] != after["marking"]:
        check_not_hidden_from(after["marking"], record, by)
