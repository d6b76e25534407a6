"""The relations that contradict the one that a user is writing."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ctplatform.curation import services as curation
from incidents.actors.forms.rows import RelationForm
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation


@login_required
@require_safe
def relation_check(request, pk):
    """A fragment with the relations that the one being written would contradict."""
    actor = get_object_or_404(Actor.objects.get_visible_row(pk, request.user))
    curation.require_may_change(actor, by=request.user)
    row = ActorRelation(subject=actor, **_own_id(request))
    form = RelationForm(request.GET, instance=row, user=request.user, project=actor.project)
    form.is_valid()  # fields that are wrong are left out of what is checked
    return render(
        request, "incidents/records/form_warnings.html", {"warnings": form.doubts(request.user)}
    )


def _own_id(request):
    """The id of the relation being changed, so that it is not compared with itself."""
    try:
        return {"pk": UUID(request.GET["row"])}
    except (KeyError, ValueError):
        return {}
