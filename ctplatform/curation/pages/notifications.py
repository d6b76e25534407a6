"""What happened to the proposals that one takes part in."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ctplatform.curation import services
from ctplatform.curation.models import Notification
from ctplatform.curation.services.targets import title_of, with_targets

SHOWN = 50


@require_safe
@login_required
def notifications(request):
    """One's own, the newest first."""
    rows = Notification.objects.visible_to(request.user).select_related("by", "proposal__project")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    for row, proposal in zip(page, with_targets([row.proposal for row in page]), strict=True):
        row.title = title_of(proposal)
    return render(request, "curation/notifications.html", {"page": page})


@require_POST
@login_required
def read(request):
    """Note that all of them, or the one that is opened, have been seen."""
    one = Notification.objects.filter(user=request.user, pk__in=request.POST.getlist("id")).first()
    services.mark_read(by=request.user, ids=[one.pk] if one else None)
    return redirect("proposal", pk=one.proposal_id) if one else redirect("notifications")
