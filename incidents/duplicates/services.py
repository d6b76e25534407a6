"""Decisions on pairs that may be the same. (Merging goes through curation.)"""

from django.db import transaction
from django.utils import timezone

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.domain_errors import StaleVersion
from incidents.duplicates.models.duplicates import DuplicateSuggestion

State = DuplicateSuggestion.State


def require_may_judge_pair(pair, *, by):
    """Raise PermissionDenied unless the user is a reviewer of the project."""
    require_role(by, pair.project, Role.REVIEWER)


def dismiss_pair(pair, *, by, expected_version=None) -> DuplicateSuggestion:
    """Decide that the two are not the same, also if the pair is found again."""
    return _record_decision(pair, State.DISMISSED, by, expected_version)


def reopen_pair(pair, *, by, expected_version=None) -> DuplicateSuggestion:
    """Undo the decision that the two are not the same."""
    return _record_decision(pair, State.OPEN, by, expected_version)


@transaction.atomic
def _record_decision(pair, state, by, expected_version):
    pair = DuplicateSuggestion.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    require_may_judge_pair(pair, by=by)
    if expected_version not in (None, pair.version):
        raise StaleVersion
    if pair.state != state:
        pair.state, pair.by, pair.at = state, by, timezone.now()
        pair.version += 1
        pair.save()
    return pair
