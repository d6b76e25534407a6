"""One act on the ticked records of a list."""

import re

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import View

from ctplatform.accounts.choosing import with_project
from ctplatform.curation.services.many import MOST, change_many, publish_many, withdraw_many
from ctplatform.lists.services import kept
from ctplatform.rest.views import UUID as ADDRESSED

UUID = re.compile(ADDRESSED)


@method_decorator([login_required, with_project], name="dispatch")
class ManyView(View):
    """Publish, withdraw or set a field in many records; the answer says how each fared."""

    list_view = None
    http_method_names = ["post", "options"]

    def post(self, request, project):
        rows = self.list_view.model.objects.visible_to(request.user).filter(project=project)
        acted, fault = self.answer(rows.select_related("project"))
        noun = request.path.strip("/").split("/")[0]
        query = f"{urlencode({'project': project.slug})}&{kept(request.GET.urlencode())}"
        context = {
            "project": project,
            "acted": acted,
            "fault": fault,
            "noun": noun,
            "back": f"/{noun}/?{query}".rstrip("&"),
        }
        return render(request, "lists/acted.html", context, status=400 if fault else 200)

    def answer(self, rows):
        """How the ticked ones among the rows fared, or why nothing was done; a bad id is none."""
        ticked = set(filter(UUID.fullmatch, self.request.POST.getlist("record")))
        if len(ticked) > MOST:
            text = _("One act takes %(most)d records, and %(n)d are ticked. Untick some first.")
            return [], text % {"most": MOST, "n": len(ticked)}
        records = list(rows.filter(pk__in=ticked)) if ticked else []
        return self.act(records) if records else ([], _("Tick some records first."))

    def act(self, records):
        """Return how each fared, and why nothing was done, if so."""
        given = self.request.POST
        why = {"by": self.request.user, "reason": given.get("reason", "")[:4000]}
        match given.get("act"):
            case "publish":
                return publish_many(records, **why), ""
            case "withdraw":
                return withdraw_many(records, **why), ""
            case "change":
                name, _colon, value = given.get("change", "").partition(":")
                if name in self.list_view.changes and value:
                    return change_many(records, {name: value}, **why), ""
        return [], _("Choose what to set.")
