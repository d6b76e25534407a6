"""The rule that says which changes of allegations need two approvals, and why."""

from incidents.records.translatable import _


def changes_verdict(_before, _after) -> str:
    """Every verdict on an allegation needs two approvals."""
    return _("It judges an allegation.")
