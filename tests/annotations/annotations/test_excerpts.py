"""What outsiders read of a restricted text: single quotes, and what all of them come to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotations import excerpts
from annotations.annotations import services as marks
from annotations.models import Annotation, Article
from ctplatform.curation import services as curation
from tests.ctplatform.curation.conftest import Api
from tests.factories import annotations as texts
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import IncidentFactory

SPANS = st.lists(
    st.tuples(st.integers(0, 900), st.integers(1, 400)).map(lambda x: (x[0], x[0] + x[1])),
    max_size=25,
)


def numbered(spans):
    return [(n, *span) for n, span in enumerate(spans)]


def covered(spans, shown_length):
    """The different code points that are shown."""
    return {
        at for n, (start, _end) in enumerate(spans) for at in range(start, start + shown_length[n])
    }


@pytest.mark.pure
@given(spans=SPANS, left=st.integers(0, 1200))
def test_all_quotes_together_tell_no_more_than_the_budget(spans, left):
    shown_length = excerpts.shown_lengths(numbered(spans), left)
    seen = set()
    assert len(covered(spans, shown_length)) <= left
    for n, (start, end) in enumerate(spans):
        reach = min(end, start + excerpts.LONGEST)
        assert 0 <= shown_length[n] <= reach - start
        seen |= set(range(start, start + shown_length[n]))
        if shown_length[n] < reach - start:  # cut short only where nothing is left, at a new place
            assert len(seen) == left
            assert start + shown_length[n] not in seen


@pytest.mark.pure
@given(spans=SPANS, more=SPANS, left=st.integers(0, 1200))
def test_a_later_quote_takes_nothing_from_an_earlier_one(spans, more, left):
    before = excerpts.shown_lengths(numbered(spans), left)
    after = excerpts.shown_lengths(numbered([*spans, *more]), left)
    assert {n: after[n] for n in before} == before


@pytest.mark.pure
def test_what_several_quote_counts_once():
    spans = [("a", 0, 40), ("b", 20, 60), ("c", 0, 60), ("d", 60, 99)]
    assert excerpts.shown_lengths(spans, 70) == {
        "a": 40,
        "b": 40,
        "c": 60,
        "d": 10,
    }
    assert excerpts.shown_lengths([("a", 0, 9), ("b", 3, 8), ("c", 9, 12)], 9) == {
        "a": 9,
        "b": 5,
        "c": 0,
    }
    assert (excerpts.budget(12_562), excerpts.budget(1_000_000)) == (1256, 3000)


WORDS = " ".join(f"w{n:03}" for n in range(200))  # 999 code points: 99 may be shown


class Restricted:
    """A restricted text of a public project, and who reads it."""

    def __init__(self):
        self.project = ProjectFactory(visibility="public")
        self.article = texts.article(self.project, text=WORDS)
        Article.objects.update(rights="restricted")
        self.annotator = member(self.project, "annotator")
        self.outsider = UserFactory()

    def mark(self, first, last, **values):
        quote = WORDS[5 * first : 5 * last - 1]
        return texts.annotation(self.article, by=self.annotator, quote=quote, **values)


@pytest.fixture
def text(db):
    return Restricted()


def test_quotes_are_told_in_the_order_in_which_they_were_made(text):
    second, first, third = text.mark(100, 112), text.mark(0, 12), text.mark(100, 111)
    for user in (text.outsider, None):
        shown_length = [
            Annotation.objects.get(pk=x.pk).excerpt_for(user) for x in (second, first, third)
        ]
        assert shown_length == [
            ("", second.quote, ""),
            ("", f"{first.quote[:40]}…", ""),
            ("", third.quote, ""),
        ]
    assert Annotation.objects.get(pk=first.pk).excerpt_for(text.annotator)[1] == first.quote


def test_what_was_told_stays_counted_until_it_is_purged(text):
    gone, kept = text.mark(0, 19), text.mark(50, 60)
    marks.delete_annotation(gone, by=text.annotator)
    shown_length = kept.quote[: 99 - len(gone.quote)]
    assert Annotation.objects.get(pk=kept.pk).excerpt_for(None)[1] == f"{shown_length}…"
    Annotation.objects.filter(pk=gone.pk).delete()
    assert Annotation.objects.get(pk=kept.pk).excerpt_for(None)[1] == kept.quote


def test_a_text_whose_rights_change_is_told_otherwise(text):
    mark = text.mark(0, 40)
    assert len(Annotation.objects.get().excerpt_for(None)[1]) == 100
    Article.objects.update(rights="cc")
    assert Annotation.objects.get().excerpt_for(None)[1] == mark.quote


def doors(text, incident, who):
    """{door: the quotes that it shows} to somebody, and how many queries each took."""
    api, found, queries = Api(who), {}, {}
    paths = ("annotations/", f"incidents/{incident.pk}/evidence/")
    for path in paths:
        with CaptureQueriesContext(connection) as taken:
            found[path] = [row["quote"] for row in api.get(path).json()["results"]]
        queries[path] = len(taken)
    for path in (f"/incidents/{incident.pk}/", f"/articles/{text.article.pk}/"):
        with CaptureQueriesContext(connection) as taken:
            html = api.client.get(path).content.decode()
        found[path] = [part.split("</mark>")[0] for part in html.split("<mark>")[1:]]
        queries[path] = len(taken)
    return found, queries


def characters(quotes):
    """The numbers of the words of which something is shown."""
    return {at for quote in quotes for at in spans_of(quote.removesuffix("…"))}


def spans_of(quote):
    start = WORDS.find(quote) if quote else 0
    assert start >= 0, quote
    return range(start, start + len(quote))


def test_every_door_keeps_to_the_budget_without_a_query_for_each_row(text):
    incident = IncidentFactory(project=text.project, published=True)

    def mark_more(first, last):
        for n in range(first, last):
            texts.link(text.mark(7 * n, 7 * n + 6), incident, by=text.annotator)

    mark_more(0, 3)
    few, spent = doors(text, incident, text.outsider)
    mark_more(3, 25)
    many, spent_for_many = doors(text, incident, text.outsider)
    assert spent == spent_for_many
    for path, quotes in many.items():
        assert characters(quotes) == characters(few[path]) | characters(quotes), path
        assert len(characters(quotes)) == 99, path
    assert {
        path: len(characters(quotes)) for path, quotes in doors(text, incident, None)[0].items()
    } == dict.fromkeys(many, 99)
    for path, quotes in doors(text, incident, text.annotator)[0].items():
        assert len(characters(quotes)) == 25 * 29 or path.startswith("/articles/"), path
    single = Api(text.outsider).get(f"annotations/{Annotation.objects.latest('id').pk}/").json()
    assert single["quote"] == "…"


def test_reviewers_read_the_evidence_whole(text, client):
    incident = IncidentFactory(project=text.project, published=True)
    mark = text.mark(0, 60)
    proposal = curation.propose(incident, {"title": "B"}, by=text.annotator, evidence=[mark])
    backend = "django.contrib.auth.backends.ModelBackend"
    for who, whole in ((member(text.project, "reviewer"), True), (text.outsider, False)):
        client.force_login(who, backend=backend)
        page = client.get(f"/review/{proposal.pk}/").content.decode()
        assert (mark.quote in page) == whole
        assert mark.quote[:99] in page
