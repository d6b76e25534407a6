"""What moved: the last changes of the register and the last texts, by day."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import Article
from ctplatform.curation.models import Revision
from ctplatform.curation.pages.comparison import Words, lines
from ctplatform.curation.pages.queue import title_of
from ctplatform.curation.services.targets import with_targets

SHOWN = 9


@dataclass
class Event:
    """`title` (a link where the record has a page), what happened to it, by whom."""

    at: datetime
    title: str
    words: str
    by: str
    url: str = ""

    @property
    def day(self):
        return timezone.localtime(self.at).date()


def moved(user, project) -> list[tuple[str, list[Event]]]:
    """[(day in words, its events)], the newest first."""
    found = [*changes(user, project), *arrivals(user, project)]
    found = sorted(found, key=lambda event: event.at, reverse=True)[:SHOWN]
    return [(day_in_words(day), list(each)) for day, each in groupby(found, lambda e: e.day)]


def changes(user, project):
    """The last changes; what one person did to one record in a row is one event."""
    rows = Revision.objects.visible_to(user).filter(project=project).order_by("-id")
    rows = with_targets(rows.select_related("by", "proposal__reviewer")[: 6 * SHOWN])
    words = Words(rows, user)
    runs = [list(run) for _, run in groupby(rows, lambda row: (row.root_id, row.by_id))]
    return [
        Event(run[0].at, title_of(run[0]), summed_up(run, words), who(run[0]), address(run[0]))
        for run in runs
    ]


def summed_up(run, words) -> str:
    """What happened last, and how much came before it."""
    said = what_happened(run[0], words)
    if len(run) == 1:
        return said
    more = ngettext("%(said)s, and %(n)d change", "%(said)s, and %(n)d changes", len(run) - 1)
    return more % {"said": said, "n": len(run) - 1}


def what_happened(row, words) -> str:
    """“published”, “killed 37 to 39 → 39 to 40”, “casualty estimate added”."""
    is_child = row.target_kind.parent is not None
    noun = row.target_noun if is_child else ""
    if row.kind == Revision.Kind.PUBLISH:
        return _("published")
    if row.kind == Revision.Kind.CREATE:
        return _("%s added") % noun if is_child else _("added as a candidate")
    if row.kind == Revision.Kind.WITHDRAW:
        return _("%s removed") % noun if is_child else _("withdrawn")
    if row.kind in (Revision.Kind.MERGE, Revision.Kind.UNMERGE, Revision.Kind.SPLIT):
        return str(row.get_kind_display()).lower()
    found = lines(row, words)
    if len(found) == 1 and len(f"{found[0].live_text}{found[0].new_text}") < 60:
        line = found[0]
        return f"{line.label.lower()} {line.live_text or '–'} → {line.new_text or '–'}"  # noqa: RUF001
    names = ", ".join(line.label.lower() for line in found)
    return f"{noun}: {names}" if is_child else names


def who(row) -> str:
    reviewer = row.proposal and row.proposal.reviewer
    if reviewer and reviewer != row.by:
        return _("%(author)s, reviewed by %(reviewer)s") % {"author": row.by, "reviewer": reviewer}
    return str(row.by)


def address(row) -> str:
    if row.root is None:
        return ""
    try:
        return reverse(row.root_type, args=[row.root.pk])
    except NoReverseMatch:  # a kind without a page of its own
        return ""


def arrivals(user, project):
    rows = Article.objects.visible_to(user).filter(project=project).select_related("created_by")
    rows = rows.only("title", "created", "created_by").order_by("-id")[:SHOWN]
    return [
        Event(row.created, row.title, _("added to the library"), str(row.created_by or ""),
              reverse("article", args=[row.pk]))
        for row in rows
    ]  # fmt: skip


def day_in_words(day) -> str:
    ago = (timezone.localdate() - day).days
    if ago == 0:
        return _("Today")
    return _("Yesterday") if ago == 1 else date_format(day, "l, j F" if ago < 7 else "j F Y")
