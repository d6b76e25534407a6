"""Find a passage for a field of a record: from the record to its texts, keeping both in view."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from annotations.articles.models.articles import Article
from annotations.links.models.links import TARGETS, PassageLink
from ctplatform.accounts.current_project.context import set_page_project
from ctplatform.web.references import is_id

MOST = 50
PATH = "annotation__article_version__article"


@dataclass(frozen=True)
class Sought:
    """The field of a record for which a user looks for a passage; empty for the whole record."""

    kind: str
    record: object
    field: str

    @property
    def label(self):
        return self.record.passage_fields.get(self.field, "")

    @property
    def query(self):
        return urlencode({"about": f"{self.kind}:{self.record.pk}", "field": self.field})

    @property
    def page(self):
        return f"{reverse(self.kind, args=[self.record.pk])}#field-{self.field}"

    def preset(self):
        """The initial values of a new link on the reading page."""
        return {
            "target_type": self.kind,
            "target_id": self.record.pk,
            "title": str(self.record),
            "field": self.field,
        }


def sought_in(query, user):
    """The Sought named by `?about=incident:<id>&field=killed`, or None if the user sees none."""
    kind, _colon, pk = query.get("about", "").partition(":")
    model = TARGETS.get(kind)
    record = model.objects.get_visible_row(pk, user).first() if model and is_id(pk) else None
    if record is None:
        return None
    field = query.get("field", "")
    return Sought(kind, record, field if field in model.passage_fields else "")


@require_safe
def find_passage(request):
    """The texts linked to a record, then the others; a single linked text opens at once."""
    sought = sought_in(request.GET, request.user)
    if sought is None or sought.record.project is None:
        raise Http404
    project = sought.record.project
    set_page_project(request, project)
    links = PassageLink.objects.visible_to(request.user).about(sought.record)
    counted = dict(
        links.order_by().values_list(PATH).annotate(n=Count("annotation", distinct=True))
    )
    texts = Article.objects.visible_to(request.user).in_project(project).without_text()
    texts = texts.select_related("source")
    linked = list(texts.filter(pk__in=counted).order_by("-id")[:MOST])
    others = list(texts.exclude(pk__in=counted).order_by("-id")[:MOST])
    if len(linked) == 1 and "all" not in request.GET:
        return redirect(f"{reverse('article', args=[linked[0].pk])}?{sought.query}")
    for text in linked:
        text.passages = counted[text.pk]
    context = {"project": project, "sought": sought, "linked": linked, "others": others}
    return render(request, "annotations/links/find_passage.html", context)
