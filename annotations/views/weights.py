"""How much a passage bears on a record, and whose story it repeats."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from annotations.forms import WeightForm
from annotations.models import PassageLink
from annotations.services import links
from ctplatform.rest.problems import Conflict, PreconditionFailed

PATH = "annotation__article_version"
HEAVY = (f"{PATH}__text", f"{PATH}__segments", f"{PATH}__article__search_text")


@login_required
def weigh(request, pk):
    """A form of a link's stance, grade, relevance and group; who made it and editors change it."""
    rows = PassageLink.objects.seen_row(pk, request.user)
    rows = rows.select_related(f"{PATH}__article__project").defer(*HEAVY)
    link = get_object_or_404(rows)
    if not links.may_change_link(link, request.user):
        raise PermissionDenied(_("Only who made a link or an editor may change it."))
    form = WeightForm(request.POST or None, instance=PassageLink.objects.get(pk=pk))
    moved = False
    if request.method == "POST" and form.is_valid():
        try:
            links.change_link(
                link, form.values(), by=request.user, expected_version=form.cleaned_data["version"]
            )
        except PreconditionFailed:
            moved = True
            form.data = form.data.copy()
            form.data["version"] = PassageLink.objects.get(pk=pk).version
        except Conflict as error:
            form.add_error(None, str(error.detail))
        else:
            messages.success(request, _("Saved."))
            return redirect(link.target_type, link.target_id)
    context = {
        "form": form,
        "link": link,
        "moved": moved,
        "project": links.project_of(link.annotation),
    }
    return render(request, "annotations/weigh.html", context)
