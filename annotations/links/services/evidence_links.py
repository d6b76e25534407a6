"""Links created by forms: passages that a user chose as evidence for a change of a record."""

from django.db import transaction

from annotations.annotations.models import Annotation
from annotations.links.models.child_rows import NAMED_ROWS, field_of_row, row_name
from annotations.links.models.links import TARGETS, PassageLink, target_name
from annotations.links.services.links import change_link, link_passage, may_change_link
from ctplatform.domain_errors import Conflict


def link_chosen(
    pk, record, *, by, field="", stance="supports", stated=None, credibility=None, row=None
):
    """Link the passage with this id to a record, and to one of its rows, unless it is linked so.

    An equal link that names no row yet is changed to name it, and an equal link takes over a
    credibility that is given.
    """
    passage = Annotation.objects.visible_to(by).filter(pk=pk).first()
    if passage is None or not isinstance(record, tuple(TARGETS.values())):
        return
    target, named = target_name(record), _named(row)
    field = field or (field_of_row(row) if row is not None else "")
    same = {"annotation": passage, target: record, "field": field, "role": stance}
    if named and _name_in_existing(target, same, named, by):
        _grade(same | named, credibility, by)
        return
    said = {
        "field": field,
        "role": stance,
        "stated_value": None if stated == "" else stated,
        "credibility": credibility,
    } | named
    try:
        with transaction.atomic():
            link_passage(passage, target, record, by=by, **said)
    except Conflict:  # the link exists already
        _grade(same | named, credibility, by)


def _grade(same, credibility, by):
    """Set the credibility of an existing link, if one is given."""
    link = PassageLink.objects.filter(deleted=None, **same).first() if credibility else None
    if link is not None and may_change_link(link, by):
        change_link(link, {"credibility": credibility}, by=by)


def name_made_row(row, ids, *, by):
    """Make the links that a user created for a proposed row name it, now that it exists."""
    if not (named := _named(row)):
        return
    kind = NAMED_ROWS[row_name(row)]
    record = kind.parent_of(row)
    links = _unnamed(kind.target).filter(
        annotation__in=ids,
        created_by=by,
        field__in=kind.fields_of(row),
        **{f"{kind.target}__in": record.canonical_record.family_ids()},
    )
    for link in links.order_by("id"):
        if may_change_link(link, by):
            _set_row_of_link(link, named, by)


def _named(row):
    """{foreign key: the row} if links can name rows of this kind and the row exists."""
    name = row_name(row) if row is not None else ""
    return {name: row} if name and type(row).objects.filter(pk=row.pk).exists() else {}


def _unnamed(target):
    none = dict.fromkeys(name for name, kind in NAMED_ROWS.items() if kind.target == target)
    return PassageLink.objects.filter(deleted=None, **none)


def _name_in_existing(target, same, named, by):
    """Set the row of an equal link that names none; return whether there was one."""
    link = _unnamed(target).filter(**same).first()
    return link is not None and may_change_link(link, by) and _set_row_of_link(link, named, by)


def _set_row_of_link(link, named, by):
    try:
        with transaction.atomic():
            change_link(link, named, by=by)
    except Conflict:
        return False
    return True
