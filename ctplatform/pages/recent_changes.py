"""Recent changes of the register and the newest texts, by day."""

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
from ctplatform.curation.pages.people import who_did
from ctplatform.curation.pages.queue import title_of
from ctplatform.curation.queries.targets import with_targets

SHOWN = 9


@dataclass
class Event:
    """One entry: `title` (a link if the record has a page), what happened to it, and who did it."""

    at: datetime
    title: str
    words: str
    by: str
    url: str = ""

    @property
    def day(self):
        return timezone.localtime(self.at).date()


def changes_by_day(user, project) -> list[tuple[str, list[Event]]]:
    """[(day in words, its events)], newest first."""
    found = [*latest_changes(user, project), *added_texts(user, project)]
    found = sorted(found, key=lambda event: event.at, reverse=True)[:SHOWN]
    return [(day_in_words(day), list(each)) for day, each in groupby(found, lambda e: e.day)]


def latest_changes(user, project):
    """The latest changes; consecutive changes of one record by one user are one event."""
    seen = Revision.objects.visible_to(user).filter(project=project).order_by("-id")
    # Select by id only: joined to users, SQLite would start from those and read all revisions.
    last = Revision.objects.filter(pk__in=list(seen.values_list("pk", flat=True)[: 6 * SHOWN]))
    people = ("by", "proposal__reviewer", "proposal__first_reviewer")
    rows = with_targets(last.select_related(*people).order_by("-id"))
    words = Words(rows, user)
    runs = [list(run) for _, run in groupby(rows, lambda row: (row.root_id, row.by_id))]
    return [
        Event(
            run[0].at,
            title_of(run[0]),
            summed_up(run, words),
            who_did(run[0]),
            url_of_change(run[0]),
        )
        for run in runs
    ]


def summed_up(run, words) -> str:
    """The latest change of a run, and the number of earlier ones."""
    said = what_happened(run[0], words)
    if len(run) == 1:
        return said
    more = ngettext("%(said)s, and %(n)d change", "%(said)s, and %(n)d changes", len(run) - 1)
    return more % {"said": said, "n": len(run) - 1}


def what_happened(row, words) -> str:
    """A change in words, such as “published” or “casualty estimate added”."""
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


def url_of_change(row) -> str:
    if row.root is None:
        return ""
    try:
        return reverse(row.root_type, args=[row.root.pk])
    except NoReverseMatch:  # a kind without a page
        return ""


def added_texts(user, project):
    rows = Article.objects.visible_to(user).filter(project=project).select_related("created_by")
    rows = rows.only("title", "created", "created_by").order_by("-id")[:SHOWN]
    return [
        Event(
            row.created,
            row.title,
            _("added to the library"),
            str(row.created_by or ""),
            reverse("article", args=[row.pk]),
        )
        for row in rows
    ]


def day_in_words(day) -> str:
    ago = (timezone.localdate() - day).days
    if ago == 0:
        return _("Today")
    return _("Yesterday") if ago == 1 else date_format(day, "l, j F" if ago < 7 else "j F Y")
