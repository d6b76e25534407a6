"""`manage.py verify`: check that the history and the audit log have not been changed."""

from django.core.management.base import BaseCommand, CommandError

from ctplatform.audit.hash_chain.check import check_audit_log
from ctplatform.audit.hash_chain.links import AUDIT_LOG
from ctplatform.curation.history_chain.check import check_history
from ctplatform.curation.history_chain.links import HISTORY
from ctplatform.database.hash_chain.canonical import mac_of

CHECKS = {HISTORY: check_history, AUDIT_LOG: check_audit_log}


class Command(BaseCommand):
    """Recompute the chains of hashes; the exit status is 1 if one is broken."""

    help = (
        "Check every revision, project event and decision, and every entry of the audit log, "
        "against their chains of hashes. Keep the heads that it prints elsewhere, and give them "
        "with --head to find a tail that was cut off."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", action="append", help="a head, as an earlier check printed it; twice for two"
        )
        parser.add_argument(
            "--set-head",
            action="store_true",
            help="after a restore: take the ends of the database as the heads of this host",
        )

    def handle(self, *args, head=None, set_head=False, **options):
        heads = {} if set_head else dict(map(_head_of, head or ()))
        found = {
            chain: check(heads.get(chain.name), keeps_own_head=not set_head)
            for chain, check in CHECKS.items()
        }
        for report in found.values():
            self._report_faults(report)
        wrong = [chain.name.replace("-", " ") for chain, report in found.items() if report.faults]
        if wrong:
            what = f"{' and the '.join(wrong)} {'have' if len(wrong) > 1 else 'has'}"
            raise CommandError(f"The {what} been changed. The first bad entry is named first.")
        for chain, report in found.items():
            if set_head:
                chain.keep_head(report.entries, report.head, is_reset=True)
            chain.append()
            self._report(chain, report)
        for chain, report in found.items():
            signed = f"{_prefix(chain.name)}{report.entries}:{report.head}"
            self.stdout.write(f"head {signed}:{mac_of(signed)}")

    def _report_faults(self, report):
        for fault in report.faults:
            self.stdout.write(fault)

    def _report(self, chain, report):
        said = f"{report.entries} entries are as they were written"
        name = chain.name.replace("-", " ").capitalize()
        self.stdout.write(f"{name}: {said}, {report.pending} more were waiting.")


def _prefix(name):
    """What the head of a chain begins with; that of the history has no name in front."""
    return "" if name == HISTORY.name else f"{name}:"


def _head_of(text):
    """(name of a chain, its head)."""
    rest, _colon, mac = text.rpartition(":")
    if mac_of(rest) != mac:
        raise CommandError("--head is not a value that this installation printed.")
    *name, position, link = rest.split(":")
    return (name or [HISTORY.name])[0], {"position": int(position), "hash": link}
