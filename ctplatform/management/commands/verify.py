"""`manage.py verify`: check that the history has not been changed."""

from django.core.management.base import BaseCommand, CommandError

from ctplatform.curation.history_chain.check import check_history
from ctplatform.curation.history_chain.head import keep_head
from ctplatform.curation.history_chain.links import chain_pending, mac_of


class Command(BaseCommand):
    """Recompute the hash chain over the history; the exit status is 1 if it is broken."""

    help = (
        "Check every revision, project event and decision against the chain of hashes. Keep the "
        "head that it prints elsewhere, and give it with --head to find a tail that was cut off."
    )

    def add_arguments(self, parser):
        parser.add_argument("--head", help="position:hash:hmac, as an earlier check printed it")
        parser.add_argument(
            "--set-head",
            action="store_true",
            help="after a restore: take the end of the database as the head of this host",
        )

    def handle(self, *args, head=None, set_head=False, **options):
        report = check_history(None if set_head else _head_of(head), keeps_own_head=not set_head)
        for fault in report.faults:
            self.stdout.write(fault)
        if report.faults:
            raise CommandError("The history has been changed. The first bad entry is named first.")
        if set_head:
            keep_head(report.entries, report.head, is_reset=True)
        chain_pending()
        said = f"{report.entries} entries are as they were written"
        self.stdout.write(f"{said}, {report.pending} more were waiting.")
        signed = f"{report.entries}:{report.head}"
        self.stdout.write(f"head {signed}:{mac_of(signed)}")


def _head_of(text):
    if text is None:
        return None
    position, _colon, rest = text.partition(":")
    link, _colon, mac = rest.partition(":")
    if not position.isdecimal() or mac_of(f"{position}:{link}") != mac:
        raise CommandError("--head is not a value that this installation printed.")
    return {"position": int(position), "hash": link}
