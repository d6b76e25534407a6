"""Make, change and delete webhooks; send a delivery again; pause what does not answer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Membership, Project, Role
from ctplatform.accounts.roles import require_role
from ctplatform.changes.followed import followed
from ctplatform.changes.pruning import is_pruned
from ctplatform.changes.queries import last_place
from ctplatform.changes.services import enter_resync
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.domain_errors.input_checks import refuse_nul
from ctplatform.notifications.models import Notification
from ctplatform.notifications.services import notify
from ctplatform.webhooks.delivery.addresses import AddressRefused, read_address, resolve_address
from ctplatform.webhooks.delivery.signing import secret_of
from ctplatform.webhooks.models import Delivery, Webhook

MOST = 20  # webhooks of a project
SUBJECT = "webhook"


@transaction.atomic
def create_webhook(project, *, by, address, kinds=()) -> tuple:
    """Return (Webhook, its secret, which is shown this once). It gets what changes from now on.

    Raises PermissionDenied unless `by` edits the project, ValidationError naming the field, and
    Conflict where the project has 20 already.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    require_role(by, project, Role.EDITOR)
    if Webhook.objects.filter(project=project).count() >= MOST:
        raise Conflict(_("A project has at most %d webhooks.") % MOST)
    webhook = Webhook(project=project, created_by=by, address=address, kinds=kinds)
    _check(webhook)
    webhook.transaction_id, webhook.change_id = last_place(project)
    webhook.save(force_insert=True)
    return webhook, secret_of(webhook)


@transaction.atomic
def change_webhook(webhook, values, *, by, expected_version=None) -> Webhook:
    """Change `address`, `kinds` or `is_active`; active again, it continues where it was paused.

    Where that is so long ago that the feed has forgotten deletions since, its receiver learns to
    read the project again.
    """
    webhook = _locked(webhook, by)
    if expected_version not in (None, webhook.version):
        raise StaleVersion
    before = (webhook.address, webhook.kinds, webhook.is_active)
    for name in values.keys() & {"address", "kinds", "is_active"}:
        setattr(webhook, name, values[name])
    if (webhook.address, webhook.kinds, webhook.is_active) == before:
        return webhook
    _check(webhook)
    if webhook.is_active and not before[2] and is_pruned(place_of(webhook)):
        webhook.transaction_id, webhook.change_id = last_place(webhook.project)
        enter_resync(webhook.project, webhook.created_by)
    if webhook.is_active:
        webhook.paused_because, webhook.failing_since = "", None
        webhook.deliveries.filter(state=Delivery.State.WAITING).update(due=timezone.now())
    webhook.version += 1
    webhook.save()
    return webhook


@transaction.atomic
def renew_secret(webhook, *, by) -> tuple:
    """Return (Webhook, its new secret); the old one is no longer used from now on."""
    webhook = _locked(webhook, by)
    webhook.secret_number += 1
    webhook.version += 1
    webhook.save()
    return webhook, secret_of(webhook)


@transaction.atomic
def delete_webhook(webhook, *, by, expected_version=None) -> None:
    """Delete the webhook with the log of its deliveries."""
    webhook = _locked(webhook, by)
    if expected_version not in (None, webhook.version):
        raise StaleVersion
    webhook.delete()


@transaction.atomic
def send_again(delivery, *, by) -> Delivery:
    """Try a delivery that was given up once more; Conflict while another one waits."""
    webhook = _locked(delivery.webhook, by)
    delivery = webhook.deliveries.get(pk=delivery.pk)
    if delivery.state != Delivery.State.DEAD:
        raise Conflict(_("Only what was given up is sent again."))
    if webhook.deliveries.filter(state=Delivery.State.WAITING).exists():
        raise Conflict(_("Another delivery waits: try again when it has ended."))
    if not webhook.is_active:
        raise Conflict(_("The webhook is paused: make it active first."))
    delivery.state, delivery.ended = Delivery.State.WAITING, None
    delivery.attempts, delivery.due = 0, timezone.now()
    delivery.save()
    return delivery


def pause_webhook(webhook, reason) -> None:
    """Pause a webhook for the system, and notify those who may do something about it."""
    webhook.is_active, webhook.paused_because = False, reason
    webhook.version += 1
    webhook.save()
    owners = Membership.objects.filter(project=webhook.project_id, role=Role.OWNER)
    people = {webhook.created_by_id, *owners.values_list("user", flat=True)}
    notify(
        {webhook.pk: people},
        Notification.Kind.PAUSED,
        project=webhook.project_id,
        subject_type=SUBJECT,
    )


def _locked(webhook, by) -> Webhook:
    rows = Webhook.objects.select_for_update(of=("self",)).select_related("project", "created_by")
    webhook = rows.get(pk=webhook.pk)
    require_role(by, webhook.project, Role.EDITOR)
    return webhook


def place_of(webhook) -> tuple:
    """Up to where deliveries were made."""
    return webhook.transaction_id, webhook.change_id


def _check(webhook) -> None:
    """Raise ValidationError for an address that is not sent to, or an unknown type."""
    refuse_nul(address=webhook.address)
    known = {*followed(), "project"}
    if unknown := sorted({*map(str, webhook.kinds)} - known):
        text = _("Unknown: %(names)s. Known: %(known)s.")
        names = {"names": ", ".join(unknown), "known": ", ".join(sorted(known))}
        raise ValidationError({"kinds": text % names})
    webhook.kinds = sorted({*webhook.kinds})
    try:
        resolve_address(read_address(webhook.address))
    except AddressRefused as error:
        raise ValidationError({"address": str(error)}) from error
    webhook.clean_fields(exclude=["address"])
