"""Titles, links and visibility of notifications about proposals and records."""

from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ctplatform.access.visibility import visible_reference
from ctplatform.curation import registry
from ctplatform.curation.models import Proposal
from ctplatform.curation.queries.targets import title_of, with_targets
from ctplatform.curation.writing.conversations import PROPOSAL
from ctplatform.notifications.subjects import Description, Subject, register_subject


def register_subjects():
    """Register proposals and all record kinds as subjects; called in `ready()`."""
    register_subject(Subject(PROPOSAL, _proposals_shown, _describe_proposals))
    for kind in registry.roots():
        shown, describe = partial(_records_shown, kind), partial(_describe_records, kind)
        register_subject(Subject(kind.key, shown, describe))


def _proposals_shown(user, rows):
    about = Proposal.objects.filter(pk__in=rows.order_by().values("subject_id"))
    visible = Proposal.objects.visible_to(user, about.roots())
    return Q(Exists(visible.filter(pk=OuterRef("subject_id")).order_by()))


def _describe_proposals(ids, user):
    rows = Proposal.objects.filter(pk__in=ids).defer("diff", "payload")
    return {
        row.pk: Description(title_of(row), reverse("proposal", args=[row.pk]), _detail(row))
        for row in with_targets(rows)
    }


def _detail(proposal):
    words = [str(proposal.get_kind_display())]
    if proposal.target_kind.parent:
        words.append(proposal.target_noun)
    if proposal.lapses:
        words.append(
            _("it is withdrawn on %s unless somebody acts")
            % date_format(localtime(proposal.lapses), "j M Y")
        )
    return ", ".join(words)


def _records_shown(kind, user, rows):
    return Q(visible_reference(kind.model, user, "subject_id"))


def _describe_records(kind, ids, user):
    rows = kind.model._base_manager.filter(pk__in=ids)
    return {row.pk: Description(kind.title_of(row), _page_of(kind, row), kind.noun) for row in rows}


def _page_of(kind, record):
    try:
        return reverse(kind.key, args=[record.pk])
    except NoReverseMatch:
        return ""
