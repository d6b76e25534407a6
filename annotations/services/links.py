from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import PassageLink
from annotations.models.links import RELATIONS, TARGETS
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.rest.problems import Conflict, PreconditionFailed

EDITABLE = (
    "role", "field", "relation", "stated_value", "credibility", "relevance", "independence_group",
)  # fmt: skip
WEIGHT = ("role", "field", "relation")  # what makes a link the support of a field


def link_passage(annotation, target_type, target, *, by, **values):
    """Say that a passage speaks of a record; return the PassageLink.

    What names a `relation` of an actor speaks of its field Relations.
    """
    if values.get("relation") and target_type == "actor":
        values["field"] = values.get("field") or RELATIONS
    project = project_of(annotation)
    require_role(by, project, Role.ANNOTATOR)
    if target.project_id not in (None, project.pk):
        raise ValidationError({"target_id": _("This record belongs to another project.")})
    link = PassageLink(annotation=annotation, created_by=by, **{target_type: target}, **values)
    _save(link)
    return link


def project_of(annotation):
    return annotation.article_version.article.project


def may_change_link(link, user):
    """Who made it may, and the project's editors."""
    least = Role.ANNOTATOR if link.created_by_id == user.pk else Role.EDITOR
    return has_role(user, project_of(link.annotation), least)


def _lock(link, by, expected_version):
    link = (
        PassageLink.objects.select_for_update(of=("self",))
        .select_related("annotation__article_version__article__project")
        .defer(
            "annotation__article_version__text",
            "annotation__article_version__article__search_text",
        )
        .get(pk=link.pk)
    )
    if not may_change_link(link, by):
        raise PermissionDenied(_("Only who made a link or an editor may change it."))
    if expected_version not in (None, link.version):
        raise PreconditionFailed
    return link


@transaction.atomic
def change_link(link, values, *, by, expected_version=None):
    """Change the stance, field, stated value or grade; another target is another link."""
    link = _lock(link, by, expected_version)
    if any(values.get(name, getattr(link, name)) != getattr(link, name) for name in WEIGHT):
        refuse_to_bare_a_field([link])
    for name in EDITABLE:
        if name in values:
            setattr(link, name, values[name])
    link.version += 1
    _save(link)
    return link


@transaction.atomic
def remove_link(link, *, by, expected_version=None):
    """Hide a link, unless a published field rests on it alone."""
    link = _lock(link, by, expected_version)
    refuse_to_bare_a_field([link])
    link.deleted = timezone.now()
    link.version += 1
    link.save()
    return link


def refuse_to_bare_a_field(links):
    """Raise Conflict where these links are all that supports a field of a published record."""
    leaving = [link.pk for link in links]
    for link in links:
        record = link.target.standing
        if not link.field or link.role != "supports" or record.state != "published":
            continue
        others = PassageLink.objects.about(record).filter(field=link.field, role="supports")
        if link.relation_id:  # what supports another relation does not support this one
            others = others.filter(Q(relation=link.relation_id) | Q(relation=None))
        if not others.exclude(pk__in=leaving).exists():
            label = record.passage_fields[link.field]
            raise Conflict(
                _("“%(field)s” of “%(record)s” is published and rests on this passage alone.")
                % {"field": label, "record": record}
            )


def _save(link):
    link.full_clean(
        validate_constraints=False,
        exclude=["annotation", "created_by", "deleted", "relation", *TARGETS],
    )
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise Conflict(_("This passage says this of the record already.")) from error
