"""Forms of reports: their title and summary, their blocks, and adding a block from elsewhere."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from ctplatform.web.references import is_id
from incidents.charts.vocabulary import PINNED_KINDS
from incidents.records.forms.base import RecordForm
from incidents.records.models import term_choices
from incidents.reports.content.blocks import MOST, new_id
from incidents.reports.models import Report
from incidents.series.models.series import Series


class ReportForm(RecordForm):
    """The title and the summary; blocks are edited on a page of their own."""

    class Meta:
        model = Report
        fields = ["title", "summary", "marking"]
        help_texts = {"summary": _("What the report says, in two or three sentences.")}


class AddForm(forms.Form):
    """What may be added to a report besides text."""

    series = forms.ModelChoiceField(
        Series.objects.none(), label=_("Series"), required=False, empty_label=_("Choose a series")
    )
    drawn_as = forms.ChoiceField(
        label=_("Drawn as"), choices=term_choices(PINNED_KINDS), required=False
    )
    words = forms.CharField(label=_("Words of a passage or an assessment"), required=False)
    query = forms.CharField(
        label=_("Address of a list of incidents"),
        required=False,
        help_text=_("Copy it from the list with the filters that you want."),
    )

    def __init__(self, data=None, *, user, project):
        super().__init__(data)
        rows = Series.objects.visible_to(user).in_project(project)
        self.fields["series"].queryset = rows.order_by("title", "id")


class ChooseReportForm(forms.Form):
    """Which report something is added to."""

    report = forms.ModelChoiceField(
        Report.objects.none(), label=_("Report"), empty_label=_("Choose a report")
    )
    drawn_as = forms.ChoiceField(label=_("Drawn as"), choices=term_choices(PINNED_KINDS))

    def __init__(self, data=None, *, reports, is_chart):
        super().__init__(data)
        self.fields["report"].queryset = reports
        if not is_chart:
            del self.fields["drawn_as"]


def posted_blocks(posted) -> list[dict]:
    """The blocks as the page of blocks sends them, in the order of its fields.

    Of blocks other than texts, `data-ID` has what the page does not edit.
    """
    found = []
    for pk in posted.getlist("block")[:MOST]:
        block = _data(posted.get(f"data-{pk}", ""))
        block["id"] = pk[:40]
        text = posted.get(f"text-{pk}")
        if text is not None:
            block |= {"kind": "text", "text": text.replace("\r\n", "\n")}
        if not block.get("hidden"):
            _set(block, "caption", posted.get(f"caption-{pk}", "").strip())
            _set(block, "drawn_as", posted.get(f"drawn-{pk}", ""))
        found.append(block)
    return found


def _data(text) -> dict:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _set(block, name, value):
    if value:
        block[name] = value
    elif name == "caption":
        block.pop(name, None)


def added_block(kind, pk="", **values) -> dict | None:
    """A new block about the record with this id; None if the text is not an id."""
    if kind == "text":
        return {"id": new_id(), "kind": "text", "text": ""}
    return {"id": new_id(), "kind": kind, **values} if is_id(pk) else None
