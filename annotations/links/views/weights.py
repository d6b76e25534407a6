"""The form for how much a passage weighs for a record, and whose report it repeats."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from annotations.links.forms import WeightForm
from annotations.links.models.links import PassageLink
from annotations.links.services import links
from ctplatform.domain_errors import Conflict, StaleVersion

PATH = "annotation__article_version"
HEAVY = (f"{PATH}__text", f"{PATH}__segments", f"{PATH}__article__search_text")


@login_required
def grade_link(request, pk):
    """Change a link's stance, credibility, relevance and group; its creator and editors may."""
    rows = PassageLink.objects.get_visible_row(pk, request.user)
    rows = rows.select_related(f"{PATH}__article__project").defer(*HEAVY)
    link = get_object_or_404(rows)
    if not links.may_change_link(link, request.user):
        raise PermissionDenied(_("Only the author of a link or an editor may change it."))

    def opened(data=None):
        return WeightForm(data, instance=PassageLink.objects.get(pk=pk))

    form, changed_meanwhile = opened(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            links.change_link(
                link, form.values(), by=request.user, expected_version=form.cleaned_data["version"]
            )
        except StaleVersion:
            changed_meanwhile = form.over(opened())
            form = changed_meanwhile.form
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(link.target_type, link.target_id)
    context = {
        "form": form,
        "link": link,
        "changed_meanwhile": changed_meanwhile,
        "project": links.project_of(link.annotation),
    }
    return render(request, "annotations/links/grade.html", context)
