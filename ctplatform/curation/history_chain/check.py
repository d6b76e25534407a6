"""Check the history against its chain, and report which entry is the first bad one."""

import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection

from ctplatform.accounts.models import ProjectEvent
from ctplatform.curation.history_chain import links
from ctplatform.curation.history_chain.head import read_head
from ctplatform.curation.models import HistoryEntry, HistoryPending, Proposal, Revision
from ctplatform.database.batches import in_batches

Subject = HistoryEntry.Subject
MODELS = {Subject.REVISION: Revision, Subject.EVENT: ProjectEvent}
TABLES = ("curation_revision", "accounts_projectevent", "curation_historyentry")
MOST = 20  # faults that are listed


@dataclass
class Report:
    """The result of a check. `faults` are in the order of the chain, the first bad entry first."""

    entries: int = 0
    pending: int = 0
    head: str = links.START
    faults: list[str] = field(default_factory=list)

    def fault(self, text):
        if len(self.faults) < MOST:
            self.faults.append(text)


def check_history(head=None, *, keeps_own_head=True) -> Report:
    """Recompute the chain and check all that it covers.

    `head` is a head that was noted elsewhere; with `keeps_own_head`, that of this host is compared
    as well.
    """
    report, found = Report(), _Found()
    heads = [each for each in (head, keeps_own_head and read_head()) if each]
    entries = HistoryEntry.objects.order_by("position").iterator(chunk_size=links.BATCH)
    for batch in in_batches(entries, links.BATCH):
        _check_batch(batch, report, found, heads)
    for each in heads:
        if each["position"] > report.entries:
            report.fault(
                f"The end is missing: entry {each['position']} was chained, and the last one in "
                f"the database is {report.entries}."
            )
    _check_triggers(report)
    _check_pending(report, found)
    _check_rest(report, found)
    return report


def _check_triggers(report):
    """Report missing triggers: the database itself must refuse changes of the history."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    whats = ("changed", "deleted")
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        whats = (*whats, "emptied")
    with connection.cursor() as cursor:
        cursor.execute(sql)
        known = {name for (name,) in cursor.fetchall()}
    wanted = {f"{table}_is_not_{what}" for table in TABLES for what in whats}
    wanted = wanted - {"curation_revision_is_not_changed"} | {"history_is_append_only"}
    for name in sorted(wanted - known):
        report.fault(f"The database no longer refuses changes: the trigger {name} is missing.")


class _Found:
    """What the entries refer to: rows of each table, decisions by proposal, purged projects."""

    def __init__(self):
        self.rows = {subject: {} for subject in MODELS}
        self.decisions, self.gone = {}, []
        purges = HistoryEntry.objects.filter(subject=Subject.PURGE)
        self.purged = {str(entry.project_id): entry.position for entry in purges}

    def is_purged(self, entry):
        return self.purged.get(str(entry.project_id), 0) > entry.position


def _check_batch(batch, report, found, heads):
    rows = {
        subject: _rows(model, [e.subject_id for e in batch if e.subject == subject])
        for subject, model in MODELS.items()
    }
    for entry in batch:
        if why := _fault_of(entry, report, rows, found):
            report.fault(f"Entry {entry.position} ({entry}): {why}")
        for head in heads:
            if head["position"] == entry.position and head["hash"] != entry.hash:
                report.fault(f"Entry {entry.position} ({entry}): it is not the one noted outside.")
        report.entries, report.head = entry.position, entry.hash


def _rows(model, ids):
    return {str(row.pk): row for row in model._base_manager.filter(pk__in=_sound(model, ids))}


def _sound(model, ids):
    """The ids that are valid for the table; an entry that was tampered with may hold anything."""
    found = []
    for pk in ids:
        try:
            found.append(model._meta.pk.to_python(pk))
        except ValidationError:
            continue
    return found


def _fault_of(entry, report, rows, found) -> str:
    if entry.position != report.entries + 1:
        return f"entries are missing after entry {report.entries}."
    if entry.previous != report.head:
        return "it does not follow from the entry before it."
    if entry.hash != links.link_of(entry.previous, entry.position, entry):
        return "its hash is wrong."
    if entry.mac != links.mac_of(entry.hash):
        return "it was not written by this installation (its HMAC is wrong)."
    if entry.subject in MODELS:
        return _fault_of_row(entry, rows[entry.subject].get(entry.subject_id), found)
    if entry.digest != links.sha256(entry.content):
        return "its content was changed."
    if entry.subject == Subject.DECISION:
        found.decisions[entry.subject_id] = entry
    return ""


def _fault_of_row(entry, row, found) -> str:
    seen = found.rows[entry.subject]
    if entry.content:
        return "its content was changed."
    if entry.subject_id in seen:
        return "it is chained twice."
    seen[entry.subject_id] = row is not None
    if row is None:
        return "" if found.is_purged(entry) else "its row was deleted."
    if entry.digest != links.sha256(links.canonical(links.values_of(row))):
        return "its row was changed."
    return ""


def _check_pending(report, found):
    for row in HistoryPending.objects.order_by("id").iterator():
        report.pending += 1
        if row.mac != links.mac_of(links.signed_of(row)):
            report.fault(f"Waiting to be chained ({row}): it was not written by this installation.")
        elif row.subject in MODELS:
            mine = _rows(MODELS[row.subject], [row.subject_id]).get(row.subject_id)
            digest = mine and links.sha256(links.canonical(links.values_of(mine)))
            if digest != row.digest:
                report.fault(f"Waiting to be chained ({row}): its row was changed or deleted.")
            found.rows[row.subject][row.subject_id] = True
        elif row.subject == Subject.DECISION:
            found.decisions[row.subject_id] = row


def _check_rest(report, found):
    """Report rows without an entry, and proposals that differ from their chained decision."""
    for subject, model in MODELS.items():
        if model._base_manager.count() != sum(found.rows[subject].values()):
            for pk in model._base_manager.values_list("pk", flat=True).iterator():
                if str(pk) not in found.rows[subject]:
                    report.fault(f"The {subject} {pk} is in no entry: it was added from outside.")
    for proposal in Proposal.objects.order_by("id").iterator(chunk_size=links.BATCH):
        _check_decision(proposal, found.decisions.pop(str(proposal.pk), None), report)
    for pk, entry in found.decisions.items():
        is_gone = isinstance(entry, HistoryEntry) and found.is_purged(entry)
        if not is_gone:
            report.fault(f"The proposal {pk} was decided and has been deleted.")


def _check_decision(proposal, entry, report):
    if entry is None:
        if proposal.state in links.DECIDED:
            report.fault(f"The proposal {proposal.pk} is {proposal.state}, and nobody decided it.")
        return
    said, now = json.loads(entry.content), json.loads(links.canonical(links.decision_of(proposal)))
    if said["state"] in links.DECIDED and said != now:
        names = ", ".join(name for name in now if said.get(name) != now[name])
        report.fault(f"The proposal {proposal.pk} is not as it was decided: {names}.")
    elif said["state"] not in links.DECIDED and proposal.state in links.DECIDED:
        report.fault(f"The proposal {proposal.pk} is {proposal.state}, and nobody decided it.")
