"""SQL that is compiled once finds what the rule of visibility shows, for users of every kind."""

import datetime
import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import BooleanField, Func, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.models import Annotation, Article, ArticleVersion, Code
from ctplatform.access.visibility import visible_reference
from ctplatform.accounts.models import Membership, Role
from ctplatform.accounts.sign_in.tokens import create_token, find_token
from ctplatform.curation.models import Proposal
from ctplatform.curation.pages.queue import (
    count_for_review,
    count_to_publish,
    for_review,
    to_publish,
)
from ctplatform.curation.registry import kind_of
from ctplatform.curation.services.records import find
from ctplatform.database.compiled_sql import compile_once
from ctplatform.pages.home import counts_of
from incidents.models import Incident
from tests.factories import annotations as texts
from tests.factories.accounts import MembershipFactory, ProjectFactory, UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MODELS = (Article, ArticleVersion, Annotation, Code, Incident)


def people(projects):
    """Nobody's colleague, a superuser, and members of one to three projects in every mixture."""
    yield UserFactory()
    yield UserFactory(is_superuser=True)
    for roles in itertools.product((None, "reader", "annotator", "editor", "owner"), repeat=2):
        user = UserFactory()
        for project, role in zip(projects, (*roles, "reader"), strict=True):
            if role:
                MembershipFactory(project=project, user=user, role=role)
        yield user


def test_compiled_sql_finds_what_is_visible_and_nothing_else():
    projects = [ProjectFactory(visibility=name) for name in ("private", "public", "internal")]
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    author = UserFactory()
    for project, embargo in itertools.product(projects, (None, timezone.now(), tomorrow)):
        article = texts.article(project)
        Article.objects.filter(pk=article.pk).update(embargo_until=embargo, created_by=author)
        texts.annotation(article, code=texts.code(texts.codebook(project)))
        IncidentFactory(project=project, embargo_until=embargo, created_by=author)
    for user in (*people(projects), author):
        for model in MODELS:
            shown = set(model.objects.visible_to(user).values_list("pk", flat=True))
            compiled = visible_reference(model, user, "pk")
            found = set(model.objects.filter(compiled).values_list("pk", flat=True))
            assert found == shown, (user, model)
        named = {
            pk
            for pk in Incident.objects.values_list("pk", flat=True)
            if find(kind_of(Incident), pk, by=user)
        }
        assert named == set(Incident.objects.visible_to(user).values_list("pk", flat=True)), user


def test_an_embargo_ends_and_a_role_is_taken_away_between_two_uses_of_one_query():
    article, user = texts.article(), UserFactory()
    membership = MembershipFactory(project=article.project, user=user, role="reader")

    def found():
        compiled = visible_reference(Article, user, "pk")
        return Article.objects.filter(compiled).exists()

    assert found()
    Article.objects.update(embargo_until=timezone.now() + datetime.timedelta(hours=1))
    assert not found()
    Article.objects.update(embargo_until=timezone.now())
    assert found()
    membership.delete()
    assert not found()


def test_a_token_comes_with_its_user_and_their_roles_in_one_query():
    user = UserFactory()
    for role in ("reader", "editor"):
        MembershipFactory(user=user, role=role)
    _token, key = create_token(by=user, name="x")
    find_token(key)
    with CaptureQueriesContext(connection) as queries:
        found = find_token(key).user
        assert found.roles() == {
            each.project_id: Role(each.role) for each in Membership.objects.filter(user=user)
        }
    assert len(queries) == 2  # the second is this test's own
    Membership.objects.all().delete()
    assert find_token(key).user.roles() == {}
    assert find_token("another") is None


def test_counts_of_home_are_those_of_each_project_and_user():
    teams = [Team(visibility=name) for name in ("private", "public", "public")]
    for number, team in enumerate(teams):
        for _each in range(number + 1):
            team.published(by=team.author)
            team.candidate(marking="red")
    for number, team in enumerate(teams):
        project = team.project
        for user in (team.reader, team.reviewer, team.author, teams[0].reviewer, AnonymousUser()):
            seen = Incident.objects.visible_to(user).filter(project=project)
            members, counts = counts_of(user, project)
            assert members == Membership.objects.visible_to(user).filter(project=project).count()
            assert counts["events"] == seen.filter(state="published").count()
            assert counts["candidates"] == seen.filter(state="candidate").count()
            assert len(to_publish(user, project)) == count_to_publish(user, project)
        assert counts_of(team.reviewer, project)[1]["events"] == number + 1
        assert counts_of(team.author, project)[1]["candidates"] == number + 1


def test_what_can_be_published_is_found_for_each_user_under_each_policy():
    teams = [Team(), Team("open")]
    for team in teams:
        team.candidate(by=team.author)
        team.candidate(by=team.reviewer)
    found = {
        (n, role): len(to_publish(getattr(team, role), team.project))
        for n, team in enumerate(teams)
        for role in ("reader", "author", "reviewer", "second")
    }
    assert found == {
        (0, "reader"): 0, (0, "author"): 0, (0, "reviewer"): 1, (0, "second"): 2,
        (1, "reader"): 0, (1, "author"): 0, (1, "reviewer"): 2, (1, "second"): 2,
    }  # fmt: skip


def test_what_waits_for_review_is_counted_as_it_is_listed():
    teams = [Team(visibility=name) for name in ("private", "public")]
    hidden = timezone.now() + datetime.timedelta(days=1)
    for team in teams:
        for values in ({}, {"marking": "red"}, {"embargo_until": hidden}):
            for author in (team.author, team.reviewer):
                team.proposal(team.published(by=team.author, **values), by=author)
    first = Proposal.objects.latest("id")
    Proposal.objects.filter(pk=first.pk).update(first_reviewer=teams[1].second)
    counts = set()
    for team in teams:
        roles = (team.reader, team.reviewer, team.second, team.editor, team.owner)
        for user in (*roles, UserFactory(), UserFactory(is_superuser=True), AnonymousUser()):
            for project in (team.project, teams[0].project):
                n = len(for_review(user, project))
                assert count_for_review(user, project) == n, (user, project)
                counts.add(n)
    assert len(counts) > 3


def _asking():
    return Value(list(Article.objects.all())), {}


class Asking(Func):
    """An expression that makes a query while it is built."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **_context):
        return compile_once(_asking, (), {}, compiler, connection)


def test_an_expression_that_makes_a_query_while_it_is_built_is_refused():
    with pytest.raises(TypeError, match="cannot be compiled once"):
        Article.objects.filter(Asking()).exists()
