"""The edits of rows that are applied together (`ctplatform.curation.services.bulk.edits`)."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.services.history import THERE_AGAIN, blank_row, values_before
from ctplatform.curation.services.records import editable
from ctplatform.curation.writing import access


@dataclass
class Change:
    """New values for a row."""

    row: models.Model
    values: dict

    kind_of_change = Proposal.Kind.CHANGE

    @property
    def kind(self):
        return kind_of(self.row)

    @property
    def target(self):
        return self.row.pk

    @property
    def root_id(self):
        parent = self.kind.parent
        return getattr(self.row, f"{parent}_id") if parent else self.row.pk

    def start(self, stored, *, by):
        """(row to edit, values to set), once the user may edit it."""
        live = stored.live(self)
        access.require_may_change(live, by=by)
        return live, editable(self.kind, self.values)


@dataclass
class Removal(Change):
    """The removal of a child row."""

    values: None = None

    kind_of_change = Proposal.Kind.WITHDRAW

    def start(self, stored, *, by):
        live = stored.live(self)
        access.require_may_change(live, by=by)
        return live, None


@dataclass
class Creation:
    """A new child row of a record; `values` hold the record and the columns of the row.

    `pk` is the id that it gets if it is written at once; by default a new one.
    """

    model: type[models.Model]
    values: dict
    pk: UUID | None = None

    kind_of_change = Proposal.Kind.CREATE
    target = None

    @property
    def kind(self):
        return kind_of(self.model)

    @property
    def root_id(self):
        return self.values[self.kind.parent].pk

    def start(self, stored, *, by):
        kind = self.kind
        if self.root_id not in stored.visible:
            raise ValidationError({kind.parent: _("Name an existing record.")})
        record = kind.model(created_by=by, **({"pk": self.pk} if self.pk else {}))
        setattr(record, kind.parent, stored.root(self))
        access.require_may_change(record, by=by)
        access.require_in_force(access.root_of(record))
        values = {name: value for name, value in self.values.items() if name != kind.parent}
        return record, editable(kind, values)


@dataclass
class Restoration:
    """A child row that a revision removed is put back."""

    revision: Revision

    kind_of_change = Proposal.Kind.CREATE
    target = None

    @property
    def kind(self):
        return self.revision.target_kind

    @property
    def root_id(self):
        return self.revision.root_id

    def start(self, stored, *, by):
        pk = self.revision.target_id
        if pk in stored.there_again:
            raise WrongState(THERE_AGAIN)
        record = blank_row(self.revision, stored.root(self), stored.versions[pk], by=by)
        access.require_may_change(record, by=by)
        access.require_reason(stored.reason)
        return record, values_before(self.revision, record, None)
