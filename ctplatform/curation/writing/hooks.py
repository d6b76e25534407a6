"""Call the hooks that kinds of rows register for their changes (see `registry.Kind`)."""

from collections import defaultdict

from ctplatform.curation.registry import evidence_kinds, kind_of


def run_guard(before, after, record, act) -> None:
    """Call the model's `guard`, if any, with the user who decided and the evidence."""
    guard = kind_of(record).guard
    if guard is None:
        return
    proposal = act.proposal
    by = act.by if proposal is None else proposal.reviewer
    evidence = [pk for _key, pk in act.evidence]
    if proposal:
        evidence = proposal.evidence.values_list("object_id", flat=True)
    guard(before, after, record, by=by, evidence=list(evidence))


def notify(changes) -> None:
    """Call the hooks after changes: (snapshot before, snapshot after, row) of each."""
    by_kind = defaultdict(list)
    for change in changes:
        by_kind[kind_of(change[2])].append(change)
    for kind, some in by_kind.items():
        if kind.on_change:
            kind.on_change(some)
    # A new record has no links or rows yet.
    known = [each for each in changes if each[0] is not None or kind_of(each[2]).parent]
    for kind in evidence_kinds() if known else ():
        kind.records_changed(known)
