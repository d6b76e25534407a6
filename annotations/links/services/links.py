from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS, PassageLink
from annotations.links.services.compared_values import compare_record, is_compared
from annotations.links.services.source_days import mark_links
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.curation.registry import independent_sources
from ctplatform.database.row_state import columns_of
from ctplatform.domain_errors import Conflict, StaleVersion
from incidents.actors.models.relations import LEAST_SOURCES
from incidents.models import ActorRelation

EDITABLE = (
    "role",
    "field",
    *NAMED_ROWS,
    "stated_value",
    "credibility",
    "relevance",
    "independence_group",
)
WEIGHT = ("role", "field", *NAMED_ROWS)  # fields that decide what a link supports


def link_passage(annotation, target_type, target, *, by, **values):
    """Link a passage to a record; return the PassageLink.

    Without a field, a link that names a row gets that row's field.
    """
    values["field"] = values.get("field") or _field_of_row(target_type, values)
    project = project_of(annotation)
    require_role(by, project, Role.ANNOTATOR)
    if target.project_id not in (None, project.pk):
        raise ValidationError({"target_id": _("This record belongs to another project.")})
    link = PassageLink(annotation=annotation, created_by=by, **{target_type: target}, **values)
    _save(link)
    return link


def _field_of_row(target_type, values):
    for name, kind in NAMED_ROWS.items():
        if (row := values.get(name)) and kind.target == target_type:
            return kind.fields_of(row)[0]
    return ""


def project_of(annotation):
    return annotation.article_version.article.project


def may_change_link(link, user):
    """Whether the user is its creator and still an annotator, or an editor of the project."""
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
        raise PermissionDenied(_("Only the author of a link or an editor may change it."))
    if expected_version not in (None, link.version):
        raise StaleVersion
    return link


@transaction.atomic
def change_link(link, values, *, by, expected_version=None):
    """Change the stance, field, row, stated value or weight; the target cannot be changed."""
    link = _lock(link, by, expected_version)
    if _takes_support_away(link, values):
        refuse_to_bare_a_field([link])
    before = columns_of(link)
    for name in EDITABLE:
        if name in values:
            setattr(link, name, values[name])
    if columns_of(link) == before:
        return link
    link.version += 1
    _save(link)
    return link


def _takes_support_away(link, values):
    """Whether a field, or the row that the link names, would lose the link's support.

    A link that named no row still supports its field when it comes to name one.
    """
    before = {name: getattr(link, f"{name}_id" if name in NAMED_ROWS else name) for name in WEIGHT}
    after = {name: getattr(values[name], "pk", values[name]) for name in WEIGHT if name in values}
    return any(before[name] not in (None, value) for name, value in after.items())


@transaction.atomic
def remove_link(link, *, by, expected_version=None):
    """Delete a link, unless it is the only support of a published field."""
    link = _lock(link, by, expected_version)
    refuse_to_bare_a_field([link])
    link.deleted = timezone.now()
    link.version += 1
    link.save()
    _mark_days(link)
    return link


def refuse_to_bare_a_field(links):
    """Raise Conflict where these links are the only support of a field of a published record."""
    leaving = [link.pk for link in links]
    for link in links:
        if link.relation_id:
            _keep_two_sources(link, leaving)
        record = link.target.canonical_record
        if not link.field or link.role != "supports" or record.state != "published":
            continue
        if link.states_another_value:
            continue  # a rival value does not support the field
        others = PassageLink.objects.about(record).filter(field=link.field, role="supports")
        others = others.exclude(states_another_value=True)
        if name := link.row_type:  # links to other rows do not support this one
            others = others.filter(Q(**{name: link.row_id}) | Q(**{name: None}))
        if not others.exclude(pk__in=leaving).exists():
            label = record.passage_fields[link.field]
            raise Conflict(
                _("“%(field)s” of “%(record)s” is published and rests on this passage alone.")
                % {"field": label, "record": record}
            )


def check_deletion(annotation):
    """Raise Conflict where a link of this annotation is the only support of a published field."""
    links = annotation.links.filter(deleted=None)
    refuse_to_bare_a_field(links.select_related(*TARGETS))


def _keep_two_sources(link, leaving):
    """Raise Conflict where an asserted sponsorship would have too few sources left."""
    relation = ActorRelation.objects.filter(pk=link.relation_id).first()
    if relation is None or not relation.accuses:
        return
    left = independent_sources(relation, leaving=leaving)
    if left < LEAST_SOURCES <= independent_sources(relation):
        text = _("“%(relation)s” is asserted on two independent sources, of which this is one.")
        raise Conflict(text % {"relation": relation})


def _hang_on_record_of_row(link):
    """Make a link that names a row of a merged record be about that record, like the row."""
    name = link.row_type
    if not name or name == "relation" or link.target_type != NAMED_ROWS[name].target:
        return
    row = NAMED_ROWS[name].rows_of(link.target).filter(pk=link.row_id).first()
    if row is not None:
        setattr(link, link.target_type, NAMED_ROWS[name].parent_of(row))


def _mark_days(link):
    mark_links(PassageLink.objects.filter(pk=link.pk), project_of(link.annotation).pk)


def _save(link):
    _hang_on_record_of_row(link)
    link.full_clean(
        validate_constraints=False,
        exclude=["annotation", "created_by", "deleted", *NAMED_ROWS, *TARGETS],
    )
    link.states_another_value = None if is_compared(link) else False
    try:
        with transaction.atomic():
            link.save()
            if is_compared(link):
                record = link.target.canonical_record
                compare_record(type(record), record.pk, is_locked=False)
                link.refresh_from_db(fields=["states_another_value"])
            _mark_days(link)
    except IntegrityError as error:
        raise Conflict(_("This passage is linked to the record in this way already.")) from error
