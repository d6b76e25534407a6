"""Choose passages as evidence in a form: from a text, from the record, or by a word search.

Every form of a record, a child row or a proposal has a picker. It works without JavaScript: the
button "Find passages" submits the form, which is shown again with the passages found.
"""

import re
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.context import find_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.registry import Passage, kind_named
from ctplatform.curation.serializers.reasons import MAX_EVIDENCE
from ctplatform.curation.writing import evidence
from ctplatform.curation.writing.evidence import WHOLE, Statement
from ctplatform.web.references import is_id

LONGEST = 200  # characters of a search, and of a stated value


@dataclass(frozen=True)
class Choice:
    """A passage that can be chosen, with the answers of the form about it."""

    passage: Passage
    chosen: bool = False
    field: str = ""
    stance: str = "supports"
    stated: str = ""
    credibility: int | None = None


@dataclass(frozen=True)
class Group:
    """Passages that are offered together under one title."""

    title: str
    choices: list


class PassagePicker:
    """The passage picker of one form.

    `record` is the record that the passages are about, or None where it does not exist yet. If each
    passage has a menu of fields, `about` is the key of the record's kind. `chosen` are the ids that
    are chosen initially, in addition to the one in the address (`?passage=`).
    """

    def __init__(self, request, project, *, record=None, about="", chosen=()):
        self.user, self.project, self.record = request.user, project, record
        self.about = about
        self.fields = dict(kind_named(about).model.passage_fields) if about else {}
        self.data = request.POST if request.method == "POST" else None
        self.near = request.GET.get("passage", "")
        self.kept = [str(pk) for pk in chosen]

    @property
    def is_searching(self):
        """Whether the form was submitted to find passages rather than to be saved."""
        return self.data is not None and "find_passages" in self.data

    @property
    def is_sent(self):
        """Whether the submitted form contained the picker; if so, unticked passages are removed."""
        return self.data is not None and "passages_shown" in self.data

    @property
    def words(self):
        return (self.data or {}).get("passage_words", "")[:LONGEST]

    @property
    def ids(self):
        """The ids of the chosen passages, those in the form or the initial ones."""
        found = self.kept
        if self.is_sent:
            found = self.data.getlist("passage")
        elif self.data is None and is_id(self.near):
            found = [*found, self.near]
        return list(dict.fromkeys(found))[:MAX_EVIDENCE]

    def statements(self):
        """A Statement for each chosen passage; raises ValidationError for an invalid choice."""
        found = [self._statement(pk) for pk in self.ids]
        allowed, known = {"", WHOLE, *self.fields}, evidence.stances()
        if any(not is_id(each.id) for each in found):
            raise ValidationError({"evidence": _("Choose passages from those that are shown.")})
        grades = {None, *evidence.credibility_grades()}
        if any(
            each.field not in allowed or each.stance not in known or each.credibility not in grades
            for each in found
        ):
            raise ValidationError(
                {"evidence": _("Choose field, stance and credibility from the menus.")}
            )
        return [replace(each, id=UUID(each.id)) for each in found]

    def _statement(self, pk):
        names = ("field", "stance", "stated", "credibility")
        said = {name: (self.data or {}).get(f"{name}-{pk}", "") for name in names}
        return Statement(
            pk,
            said["field"],
            said["stance"] or "supports",
            said["stated"].strip()[:LONGEST],
            _grade(said["credibility"]),
        )

    @property
    def stances(self):
        return evidence.stances()

    @property
    def credibility_grades(self):
        return evidence.credibility_grades()

    @property
    def whole(self):
        return WHOLE

    @property
    def chosen(self):
        """The chosen passages as Choices."""
        found = self.offered(ids=self.ids) if self.ids else []
        said = {each.id: self._statement(each.id) for each in found}
        return [_choice(each, said[each.id]) for each in found]

    @property
    def groups(self):
        """The groups of passages on offer, without chosen ones and without repeats."""
        shown = set(self.ids)
        asked = [(gettext_lazy("Found"), {"words": self.words})] if self.words else []
        if self.near:
            asked.append((gettext_lazy("In the same text"), {"near": self.near}))
        if self.record is not None:
            asked.append((gettext_lazy("Linked to this record"), {}))
        for title, which in asked:
            found = [each for each in self.offered(**which) if each.id not in shown]
            shown |= {each.id for each in found}
            if found or which.get("words"):
                yield Group(title, [Choice(each) for each in found])

    def offered(self, **which):
        """One Passage per annotation, even if it has several links to the record."""
        found = evidence.offered(self.user, self.project, record=self.record, **which)
        return list({each.id: each for each in reversed(found)}.values())[::-1]


def _choice(passage, said):
    return Choice(passage, True, said.field, said.stance, said.stated, said.credibility)


def _grade(text):
    """A grade of credibility: None where none was chosen, -1 for an invalid one."""
    if not text:
        return None
    return int(text) if re.fullmatch(r"[0-9]", text) else -1


@require_safe
@login_required
def found_passages(request):
    """An HTML fragment: the passages of a project that contain the words, to choose from."""
    project = find_project(request)
    if project is None:
        raise Http404
    require_role(request.user, project, Role.ANNOTATOR)
    try:
        picker = PassagePicker(request, project, about=request.GET.get("about", ""))
    except LookupError as error:
        raise Http404 from error
    words = request.GET.get("passage_words", "").replace("\0", " ").strip()[:LONGEST]
    found = picker.offered(words=words) if words else []
    group = Group(_("Found"), [Choice(each) for each in found])
    return render(request, "curation/passage_group.html", {"group": group, "picker": picker})
