"""Rate items of evidence against hypotheses; each analyst has a matrix of their own."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.registry import evidence_kinds
from ctplatform.domain_errors import Conflict, StaleVersion
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.hypotheses import AchRating


def validate_passage_id(pk, assessment, *, by):
    """Raise ValidationError unless the id is None or a passage that the user may see."""
    if pk is None:
        return
    for kind in evidence_kinds():
        if kind.visible(by, assessment.project).filter(pk=pk).exists():
            return
    raise ValidationError({"passage": _("There is no such passage.")})


@transaction.atomic
def rate_item(item, hypothesis, value, *, by):
    """Rate an item against a hypothesis of the same assessment; return the AchRating.

    Raises Conflict where this analyst has rated the pair already.
    """
    require_role(by, item.project, Role.ANNOTATOR)
    _lock_matrix(item.assessment_id)
    if item.assessment_id != hypothesis.assessment_id:
        raise ValidationError({"hypothesis": _("It belongs to another assessment than the item.")})
    if AchRating.objects.filter(item=item, hypothesis=hypothesis, created_by=by).exists():
        raise Conflict(_("You have rated this pair already; change that rating."))
    rating = AchRating(item=item, hypothesis=hypothesis, value=value, created_by=by)
    rating.clean_fields(exclude=["created_by"])
    rating.save(force_insert=True)
    return rating


@transaction.atomic
def change_rating(rating, value, *, by, expected_version=None):
    """Change the user's own rating; None deletes it."""
    _lock_matrix(rating.item.assessment_id)
    live = AchRating.objects.select_for_update().get(pk=rating.pk)
    require_role(by, rating.item.project, Role.ANNOTATOR)
    if live.created_by_id != by.pk:
        raise PermissionDenied(_("Only its analyst may change a rating."))
    if expected_version not in (None, live.version):
        raise StaleVersion
    if value is None:
        live.delete()
        return None
    if live.value == value:
        return live
    live.value, live.version = value, live.version + 1
    live.clean_fields(exclude=["created_by"])
    live.save()
    return live


@transaction.atomic
def rate_all(assessment, wanted, *, by, seen):
    """Write an analyst's whole matrix, {(item id, hypothesis id): value, "" for no rating}.

    `seen` are the values that the page showed. Raises StaleVersion, and writes nothing, if a
    cell to be changed no longer has the value that was seen. Returns the number of changed cells.
    """
    require_role(by, assessment.project, Role.ANNOTATOR)
    _lock_matrix(assessment.pk)
    mine = {
        (rating.item_id, rating.hypothesis_id): rating
        for rating in AchRating.objects.filter(item__assessment=assessment, created_by=by)
    }
    changed = 0
    for cell, value in _rating_changes(assessment, wanted, seen).items():
        rating = mine.get(cell)
        if (rating.value if rating else "") != seen.get(cell, ""):
            raise StaleVersion
        _save_rating(rating, cell, value, by)
        changed += 1
    return changed


def _rating_changes(assessment, wanted, seen):
    items = set(assessment.ach_items.values_list("pk", flat=True))
    hypotheses = set(assessment.hypotheses.values_list("pk", flat=True))
    changes = {cell: value for cell, value in wanted.items() if value != seen.get(cell, "")}
    if any(item not in items or other not in hypotheses for item, other in changes):
        raise ValidationError(_("A row or a hypothesis is gone. Read the matrix again."))
    return changes


def _save_rating(rating, cell, value, by):
    if rating is not None and not value:
        rating.delete()
        return
    if rating is None:
        rating = AchRating(item_id=cell[0], hypothesis_id=cell[1], created_by=by, version=0)
    rating.value, rating.version = value, rating.version + 1
    rating.clean_fields(exclude=["created_by", "item", "hypothesis"])
    rating.save()


def _lock_matrix(pk):
    """Lock the matrix, so that two tabs of one person cannot create the same rating twice."""
    Assessment.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
