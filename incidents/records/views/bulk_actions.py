"""Apply one action to the ticked records of a list."""

import re

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.curation.services.bulk.actions import (
    MOST,
    change_many,
    publish_many,
    withdraw_many,
)
from ctplatform.curation.shown_versions import versions_shown
from ctplatform.lists.services import query_to_save
from ctplatform.record_types.ids import UUID as ADDRESSED

NOT_FOUND = gettext_lazy("The selected records no longer exist or are hidden from you.")
UUID = re.compile(ADDRESSED)


@method_decorator([login_required, with_project], name="dispatch")
class ManyView(View):
    """Publish, withdraw or set a field in many records; the answer lists the result of each."""

    list_view = None
    http_method_names = ["post", "options"]

    def post(self, request, project):
        rows = self.list_view.model.objects.visible_to(request.user).filter(project=project)
        acted, fault = self.answer(rows.select_related("project"))
        left_out = 0 if fault else len(self.ticked) - len(acted)
        noun = request.path.strip("/").split("/")[0]
        query = f"{urlencode({'project': project.slug})}&{query_to_save(request.GET.urlencode())}"
        context = {
            "project": project,
            "acted": acted,
            "left_out": left_out,
            "fault": fault,
            "noun": noun,
            "back": f"/{noun}/?{query}".rstrip("&"),
        }
        return render(request, "lists/acted.html", context, status=400 if fault else 200)

    @property
    def ticked(self) -> set:
        return set(filter(UUID.fullmatch, self.request.POST.getlist("record")))

    def answer(self, rows):
        """Return (results for the ticked records, why nothing was done); ignores bad ids."""
        ticked = self.ticked
        if len(ticked) > MOST:
            text = _(
                "One action takes at most %(most)d records, and %(n)d are selected. Deselect "
                "some first."
            )
            return [], text % {"most": MOST, "n": len(ticked)}
        if not ticked:
            return [], _("Select some records first.")
        records = list(rows.filter(pk__in=ticked))
        return self.act(records) if records else ([], NOT_FOUND)

    def act(self, records):
        """Return (result of each record, why nothing was done)."""
        given = self.request.POST
        why = {"by": self.request.user, "reason": given.get("reason", "")[:4000]}
        why["versions"] = versions_shown(given, records)
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
