"""Many new records in one step, for imports: the same door, in a few queries."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import diff
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import assign, check_absences, snapshot
from ctplatform.curation.services import access
from ctplatform.curation.services.records import editable
from ctplatform.curation.services.writing import Act, notify, revision_of, sound

BATCH = 500


@transaction.atomic
def record_many(model, rows, *, by, reason="") -> list:
    """Create candidates (or child rows of records that take changes at once) from dicts.

    `rows` are values as for `create_record`, with `project` or the parent as instances. All or
    nothing: ValidationError has one entry per bad row, `{"<row number>.<field>": messages}`,
    counted from 0. `save()` is not called, so derived columns belong into `clean()`. The caller
    has looked up referenced rows itself and names only visible ones.
    """
    kind = kind_of(model)
    records, errors, allowed = [], {}, set()
    for number, values in enumerate(rows):
        record = _bound(kind, dict(values), by, allowed)
        try:
            _fill(kind, record, values)
        except ValidationError as error:
            errors |= {f"{number}.{name}": found for name, found in _named(error)}
        records.append(record)
    if errors:
        raise ValidationError(errors)
    with sound():
        model._base_manager.bulk_create(records, batch_size=BATCH)
    act = Act(by, reason)
    Revision.objects.bulk_create(
        (
            revision_of(Revision.Kind.CREATE, record, diff.compare(None, snapshot(record)), act)
            for record in records
        ),
        batch_size=BATCH,
    )
    for record in records:
        notify(None, snapshot(record), record)
    return records


def _bound(kind, values, by, allowed: set):
    """Return an unsaved row of its project or parent, each of which is checked once."""
    name = kind.parent or "project"
    owner = values.get(name)
    if owner is None:
        raise ValidationError({name: _("Name it in every row.")})
    record = kind.model(created_by=by, **{name: owner})
    if owner.pk not in allowed:
        if kind.parent is None:
            require_role(by, owner, Role.ANNOTATOR)
        else:
            _require_open_parent(record, by)
        allowed.add(owner.pk)
    return record


def _require_open_parent(record, by):
    access.require_may_change(record, by=by)
    root = access.root_of(record)
    access.require_not_withdrawn(root)
    if not access.applies_at_once(root):
        raise ValidationError(
            _("“%(record)s” is published; propose changes to it one at a time.") % {"record": root}
        )


def _fill(kind, record, values):
    assign(record, editable(kind, {k: v for k, v in values.items() if k not in _owner(kind)}), kind)
    references = {field.name for field in record._meta.concrete_fields if field.is_relation}
    record.clean_fields(exclude=references)
    check_absences(record)
    record.clean()


def _owner(kind):
    return {kind.parent or "project"}


def _named(error: ValidationError):
    return error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]
