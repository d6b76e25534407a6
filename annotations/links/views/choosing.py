"""Choose the value that a passage states, by the button beside a rival value."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS, PassageLink
from ctplatform.curation.errors import WrongState
from ctplatform.curation.registry import Passage
from ctplatform.curation.services import require_may_change
from ctplatform.domain_errors import StaleVersion
from ctplatform.web.references import is_id
from incidents.records.models import text_date
from incidents.records.queries.field_rows import facts_of
from incidents.records.services import choose_stated

ASKED = ("type", "id", "field", "stated", "published")
LONGEST = 2000  # characters of each parameter
MOST_ROWS = 100
PATH = "annotation__article_version__article"


@require_POST
@login_required
def choose(request, pk):
    """Set the field to the value that a passage states, with the passage as evidence."""
    rows = PassageLink.objects.get_visible_row(pk, request.user).select_related(f"{PATH}__source")
    link = get_object_or_404(rows)
    record = link.target
    require_may_change(record, by=request.user)
    here = f"{reverse(link.target_type, args=[record.pk])}#field-{link.field}"
    try:
        outcome = choose_stated(
            record,
            link.field,
            link.stated_value,
            by=request.user,
            reason=request.POST.get("reason", "")[:4000],
            evidence=[link.annotation_id],
            **circumstances(link),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (StaleVersion, WrongState) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said(outcome))
    return redirect(here)


@require_safe
@login_required
def compared(request):
    """{is_rival}: whether a stated value differs from the one that the record has.

    Parameters: type, id, field, stated, published (the date of the text).
    """
    asked = {name: request.GET.get(name, "")[:LONGEST] for name in ASKED}
    record = _record(request)
    said = Passage("", "", stated=asked["stated"], published=asked["published"])
    facts = facts_of(record, {asked["field"]: [said]}, request.user)
    fact = next((each for each in facts if each.name == asked["field"]), None)
    return JsonResponse({"is_rival": bool(fact and fact.value and fact.rivals)})


@require_safe
@login_required
def field_rows(request):
    """[{row_type, id, title}]: the rows of a record that a link to one of its fields can name."""
    record, field = _record(request), request.GET.get("field", "")
    found = []
    for name, kind in NAMED_ROWS.items():
        if kind.target == request.GET["type"] and field in kind.fields:
            rows = kind.rows_of(record).visible_to(request.user).select_related(*kind.ends)
            found += [
                (name, kind, row) for row in rows.order_by("id") if field in kind.fields_of(row)
            ]
    rows = [
        {"row_type": name, "id": row.pk, "title": kind.title_of(row)}
        for name, kind, row in found[:MOST_ROWS]
    ]
    return JsonResponse(rows, safe=False)


def _record(request):
    """The record named by the parameters `type` and `id`; Http404 if the user sees none."""
    model, pk = TARGETS.get(request.GET.get("type")), request.GET.get("id", "")
    record = (
        model.objects.get_visible_row(pk, request.user).first() if model and is_id(pk) else None
    )
    if record is None:
        raise Http404
    return record


def circumstances(link):
    """The date of the text, its source and the credibility of a statement."""
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
        return _("Chosen. The history gives the passage as the reason.")
    return _("The record holds this value already.")
