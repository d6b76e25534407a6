"""Check the history against its chain, and report which entry is the first bad one."""

import json

from django.core.exceptions import ValidationError

from ctplatform.accounts.models import ProjectEvent
from ctplatform.curation.history_chain import links
from ctplatform.curation.models import HistoryEntry, HistoryPending, Proposal, Revision
from ctplatform.database.hash_chain.canonical import canonical, sha256
from ctplatform.database.hash_chain.chain import BATCH
from ctplatform.database.hash_chain.check import (
    Report,
    append_only_triggers,
    check_entries,
    check_triggers,
    fault_of_content,
    fault_of_pending,
)

Subject = HistoryEntry.Subject
MODELS = {Subject.REVISION: Revision, Subject.EVENT: ProjectEvent}
TABLES = ("curation_revision", "accounts_projectevent", "curation_historyentry")


def check_history(head=None, *, keeps_own_head=True) -> Report:
    """Recompute the chain and check all that it covers.

    `head` is a head that was noted elsewhere; with `keeps_own_head`, that of this host is compared
    as well.
    """
    report, found = Report(), _HistoryCheck()
    check_entries(links.HISTORY, report, head, keeps_own_head, found.fault_of)
    wanted = append_only_triggers(TABLES) - {"curation_revision_is_not_changed"}
    check_triggers(report, wanted | {"history_is_append_only"})
    _check_pending(report, found)
    _check_rest(report, found)
    return report


class _HistoryCheck:
    """What the entries refer to: rows of each table, decisions by proposal, purged projects."""

    def __init__(self):
        self.rows = {subject: {} for subject in MODELS}
        self.decisions, self.gone = {}, []
        purges = HistoryEntry.objects.filter(subject=Subject.PURGE)
        self.purged = {str(entry.project_id): entry.position for entry in purges}

    def is_purged(self, entry):
        return self.purged.get(str(entry.project_id), 0) > entry.position

    def fault_of(self, batch):
        """A function that says what is wrong with what an entry of the batch is about."""
        rows = {
            subject: _rows(model, [e.subject_id for e in batch if e.subject == subject])
            for subject, model in MODELS.items()
        }
        return lambda entry: self._fault(entry, rows)

    def _fault(self, entry, rows):
        if entry.subject in MODELS:
            return _fault_of_row(entry, rows[entry.subject].get(entry.subject_id), self)
        if why := fault_of_content(entry):
            return why
        if entry.subject == Subject.DECISION:
            self.decisions[entry.subject_id] = entry
        return ""


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


def _fault_of_row(entry, row, found) -> str:
    seen = found.rows[entry.subject]
    if entry.content:
        return "its content was changed."
    if entry.subject_id in seen:
        return "it is chained twice."
    seen[entry.subject_id] = row is not None
    if row is None:
        return "" if found.is_purged(entry) else "its row was deleted."
    if entry.digest != sha256(canonical(links.values_of(row))):
        return "its row was changed."
    return ""


def _check_pending(report, found):
    for row in HistoryPending.objects.order_by("id").iterator():
        report.pending += 1
        if why := fault_of_pending(row):
            report.fault(f"Waiting to be chained ({row}): {why}")
        elif row.subject in MODELS:
            mine = _rows(MODELS[row.subject], [row.subject_id]).get(row.subject_id)
            digest = mine and sha256(canonical(links.values_of(mine)))
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
    for proposal in Proposal.objects.order_by("id").iterator(chunk_size=BATCH):
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
    said, now = json.loads(entry.content), json.loads(canonical(links.decision_of(proposal)))
    if said["state"] in links.DECIDED and said != now:
        names = ", ".join(name for name in now if said.get(name) != now[name])
        report.fault(f"The proposal {proposal.pk} is not as it was decided: {names}.")
    elif said["state"] not in links.DECIDED and proposal.state in links.DECIDED:
        report.fault(f"The proposal {proposal.pk} is {proposal.state}, and nobody decided it.")
