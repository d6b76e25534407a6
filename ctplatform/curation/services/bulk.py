"""Many new records in one step, for imports: the same door, in a few statements."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import Kind, kind_of
from ctplatform.curation.rows import assign, check_absences, snapshot
from ctplatform.curation.services import access
from ctplatform.curation.services.records import editable
from ctplatform.curation.services.spool import Spool
from ctplatform.curation.services.writing import (
    Act,
    notify,
    require_allowed,
    revision_of,
    sound,
)


class Batch:
    """New records, each checked when it is added, all of them written by `write()`.

    `add` asks the same questions as `create_record`, but for rows that refer to each other before
    any is stored: whatever it is given by reference the caller has looked up and may see. It does
    not call `save()`, so derived columns belong into `clean()`. Nothing is written before
    `write()`. Use it as a context manager.
    """

    def __init__(self, *, by, reason=""):
        self.act, self.spool = Act(by, reason), Spool()
        self.now = timezone.now()
        self.allowed, self.made, self.heard = set(), set(), {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.spool.close()

    def add(self, model, values: dict) -> models.Model:
        """Check a candidate, or a child row of a record that takes changes at once.

        `values` are those of `create_record`, with the project or the parent as an instance.
        Raises PermissionDenied and ValidationError.
        """
        kind = kind_of(model)
        record = self._bound(kind, values)
        _fill(kind, record, values)
        after = snapshot(record)
        require_allowed(None, after, record, self.act)
        self.spool.add(record)
        changes = {
            name: {"from": None, "to": value} for name, value in after.items() if value is not None
        }
        revision = revision_of(Revision.Kind.CREATE, record, changes, self.act)
        revision.at = self.now
        self.spool.add(revision)
        self._hear(kind, record)
        return record

    @transaction.atomic
    def write(self, tick=lambda rows: None) -> None:
        """Write what was added, with its history; `tick(n)` is called now and then, for n rows.

        Raises ValidationError where another writer was faster and a rule of the database is broken.
        """
        with sound():
            self.spool.insert(tick)
        for record in self.heard.values():
            notify(None, snapshot(record), record)

    def keep(self, record) -> None:
        """Take a row along that is not curated, such as a key."""
        self.spool.add(record)

    def _bound(self, kind: Kind, values):
        """An unsaved row of its project or parent, each of which is asked about once."""
        name = kind.parent or "project"
        owner = values.get(name)
        if owner is None:
            raise ValidationError({name: _("Name it in every row.")})
        record = kind.model(created_by=self.act.by, **{name: owner})
        if kind.parent is None:
            self.made.add(record.pk)
        if owner.pk not in self.allowed and owner.pk not in self.made:
            self._ask(kind, record, owner)
            self.allowed.add(owner.pk)
        return record

    def _ask(self, kind, record, owner):
        if kind.parent is None:
            require_role(self.act.by, owner, Role.ANNOTATOR)
        else:
            _require_open_parent(record, self.act.by)

    def _hear(self, kind: Kind, record):
        """Remember whom to tell: for the rows of one record, once.

        What hangs on published records alone has nothing to hear of new candidates.
        """
        if kind.on_change is None:
            return
        root = access.root_of(record)
        if kind.hears_new or root.published_at is not None:
            self.heard[kind.key, root.pk if kind.parent else record.pk] = record


@transaction.atomic
def record_many(model, rows, *, by, reason="", tick=lambda rows: None) -> list:
    """Create candidates (or child rows of records that take changes at once) from dicts.

    All or nothing: ValidationError has one entry per bad row, `{"<row number>.<field>":
    messages}`, counted from 0. The rest is as for `Batch`.
    """
    records, errors = [], {}
    with Batch(by=by, reason=reason) as batch:
        for number, values in enumerate(rows):
            try:
                records.append(batch.add(model, values))
            except ValidationError as error:
                errors |= {f"{number}.{name}": found for name, found in _named(error)}
        if errors:
            raise ValidationError(errors)
        batch.write(tick)
    return records


def _require_open_parent(record, by):
    access.require_may_change(record, by=by)
    root = access.root_of(record)
    access.require_in_force(root)
    if not access.applies_at_once(root):
        raise ValidationError(
            _("“%(record)s” is published; propose changes to it one at a time.") % {"record": root}
        )


def _fill(kind, record, values):
    owner = kind.parent or "project"
    given = editable(kind, {name: value for name, value in values.items() if name != owner})
    assign(record, given, kind)
    for name, value in given.items():
        if isinstance(value, models.Model):  # it may not be stored yet, and is not looked for
            setattr(record, name, value)
    references = {field.name for field in record._meta.concrete_fields if field.is_relation}
    record.clean_fields(exclude=references)
    check_absences(record)
    record.clean()


def _named(error: ValidationError):
    return error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]
