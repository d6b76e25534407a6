"""Link many passages to records at once, for imports: the checks of `link_passage`, in bulk."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS, PassageLink
from annotations.links.services.compared_values import is_compared
from annotations.links.services.source_days import mark_links
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.database.batches import in_batches
from ctplatform.jobs.messages import send_wake_message_on_commit

BATCH = 500
LOOKED_UP = ("annotation", "created_by", "deleted", *NAMED_ROWS, *TARGETS)
"""Columns that are not validated, since the caller has looked their rows up."""


class LinkBatch:
    """New links from passages of one project to records as a whole, or to one of their fields.

    `add` checks each link as `link_passage` does, without a query; `write` stores all of them. What
    passages state is compared with the records by a worker.
    """

    def __init__(self, project, *, by):
        require_role(by, project, Role.ANNOTATOR)
        self.project, self.by = project, by
        self.links, self.said = [], set()

    def add(self, annotation, target_type: str, target, **values) -> bool:
        """Check and keep a link of a passage that has no other links; return whether it is new.

        Raises ValidationError.
        """
        if target.project_id not in (None, self.project.pk):
            raise ValidationError({"target_id": _("This record belongs to another project.")})
        link = PassageLink(
            annotation=annotation, created_by=self.by, **{target_type: target}, **values
        )
        link.clean_fields(exclude=LOOKED_UP)
        link.clean()
        said = (annotation.pk, target_type, target.pk, link.field, link.role)
        if said in self.said:
            return False
        self.said.add(said)
        link.states_another_value = None if is_compared(link) else False
        self.links.append(link)
        return True

    @transaction.atomic
    def write(self) -> int:
        """Store the links, and mark the days that series count again; return how many."""
        PassageLink.objects.bulk_create(self.links, batch_size=BATCH)
        for some in in_batches(self.links, BATCH):
            rows = PassageLink.objects.filter(pk__in=[link.pk for link in some])
            mark_links(rows, self.project.pk)
        if any(link.states_another_value is None for link in self.links):
            send_wake_message_on_commit()
        return len(self.links)
