"""Choose what a passage states: one button beside a rival value."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotations.models import PassageLink
from ctplatform.curation.errors import Stale, WrongState
from ctplatform.curation.services import require_may_change
from incidents.models.facts import text_date
from incidents.services.choosing import choose_stated

PATH = "annotation__article_version__article"


@require_POST
@login_required
def choose(request, pk):
    """Put the value that a passage states to the record, with the passage as evidence."""
    rows = PassageLink.objects.seen_row(pk, request.user).select_related(f"{PATH}__source")
    link = get_object_or_404(rows)
    record = link.target
    require_may_change(record, by=request.user)
    here = f"{reverse(link.target_type, args=[record.pk])}#field-{link.field}"
    try:
        outcome = choose_stated(
            record, link.field, link.stated_value, by=request.user,
            reason=request.POST.get("reason", "")[:4000], evidence=[link.annotation_id],
            **circumstances(link),
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (Stale, WrongState) as error:
        messages.error(request, str(error.detail))
    else:
        messages.success(request, said(outcome))
    return redirect(here)


def circumstances(link):
    """What a statement brings along: the date of its text, its source, its credibility."""
    article = link.annotation.article_version.article
    return {
        "reference": text_date(article.published),
        "source": article.source,
        "credibility": link.credibility,
    }


def said(outcome):
    if outcome.proposal:
        return _("Proposed, with the passage as evidence. A second person reads it.")
    if outcome.revision:
        return _("Chosen. The passage stands in the history as the reason.")
    return _("The record holds this value already.")
