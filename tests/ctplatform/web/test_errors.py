"""Pages of errors: calm, in the product's look, and never a second failure."""

import pytest
from django.test import Client
from django.urls import path

from ctplatform import urls
from ctplatform.domain_errors import RateLimited, StaleVersion
from ctplatform.urls import handler400, handler403, handler404, handler500
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db
__all__ = ["handler400", "handler403", "handler404", "handler500"]


def fail(request):
    raise RuntimeError("planted")


def refuse(request, error):
    raise {"stale": StaleVersion(), "limited": RateLimited(7, "Enough <for> today.")}[error]


urlpatterns = [*urls.urlpatterns, path("fail/", fail), path("refuse/<error>/", refuse)]


def test_missing_page_keeps_the_frame(client):
    page = client.get("/nothing/")
    assert page.status_code == 404
    assert 'id="main"' in page.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [("stale", 409, "read it again"), ("limited", 429, "Enough &lt;for&gt; today.")],
)
def test_a_refusal_that_no_form_shows_is_a_page(settings, client, error, status, words):
    settings.ROOT_URLCONF = __name__
    page = client.get(f"/refuse/{error}/")
    assert page.status_code == status
    assert words in page.content.decode()
    assert page.get("Retry-After") == ("7" if status == 429 else None)


@pytest.mark.filterwarnings("ignore")
def test_failure_answers_with_a_page(settings):
    settings.ROOT_URLCONF = __name__
    page = Client(raise_request_exception=False).get("/fail/")
    assert page.status_code == 500
    assert "Server error" in page.content.decode()
    assert "planted" not in page.content.decode()


def test_refusal_names_the_role_that_is_needed(client):
    project = ProjectFactory(slug="sahel")
    client.force_login(
        member(project, "reader"), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get("/articles/new?project=sahel")
    assert page.status_code == 403
    assert "needs the role “annotator”" in page.content.decode()


def test_expired_form_says_so():
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/sign-in/", {"username": "a", "password": "b"})
    assert page.status_code == 403
    assert "This form has expired" in page.content.decode()


@pytest.mark.filterwarnings("ignore")
def test_sign_in_rests_after_ten_failures(client):
    UserFactory(username="lena")
    for _attempt in range(10):
        page = client.post("/sign-in/", {"username": "lena", "password": "wrong"})
    assert page.status_code == 429
    assert "Too many attempts" in page.content.decode()
