"""Every address with parameters that no form of ours sends: an answer, the same on both databases.

What SQLite takes and PostgreSQL refuses (NUL, numbers beyond a column, moments beyond the calendar)
is refused before it reaches either, so the statuses below are the same whichever one is used.
"""

import re
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, IntegerField

from ctplatform.exchange.features import features
from ctplatform.exchange.limits import Unreadable
from ctplatform.jobs.models import Job
from tests.addresses import addresses
from tests.all_jobs import run_next
from tests.ctplatform.rest.client import Api
from tests.factories.world import World
from tests.test_visibility import Person

pytestmark = pytest.mark.django_db
ADDRESSES = [each for each in addresses() if each.path != "/api/v1/schema/"]
PAGES = [each for each in ADDRESSES if not each.is_api]
LISTS = [each for each in ADDRESSES if each.is_api and hasattr(each.view, "filterset_class")]
ANSWERS = {200, 202, 204, 302, 303, 400, 403, 404, 405, 409, 412, 428}
both_databases = pytest.mark.both_databases
VALUES = [
    pytest.param("%00", id="NUL"),
    pytest.param("9" * 30, id="beyond 63 bits", marks=both_databases),
    pytest.param("%C2%B2", id="superscript digit", marks=both_databases),
    pytest.param("9999-12-31T23:59:59-14:00", id="after the last year", marks=both_databases),
]
"""A NUL has to be refused before a query is built, which SQLite shows as well as PostgreSQL."""
POSTED = [pytest.param("\0", id="NUL"), pytest.param("9" * 30, marks=both_databases)]


def parameters(method):
    """The names that the pages read by themselves, from their source."""
    pattern = re.compile(rf'request\.{method}(?:\.get(?:list)?\(|\[)"(\w+)"')
    found = set()
    for top in ("ctplatform", "annotations", "incidents"):
        for path in (settings.BASE_DIR / top).rglob("*.py"):
            found |= set(pattern.findall(path.read_text()))
    return sorted(found)


def query(names, value):
    return "&".join(f"{name}={value}" for name in names)


@pytest.fixture
def world():
    return World()


@pytest.mark.parametrize("value", VALUES)
def test_pages_answer_whatever_their_address_asks(world, value):
    person, names, wrong = Person(world.people["owner"]), parameters("GET"), []
    names += ["search", "country", "updated_since", "date_after", "actor", "ucdp_actor_id"]
    assert {"project", "q", "page", "cursor"} <= set(names)
    apart = [name for name in names if name != "project"]
    for address in PAGES:
        for asked in (f"project={value}", f"project={world.slug}&{query(apart, value)}"):
            status = person.client.get(f"{address.of(world)}?{asked}").status_code
            if status not in ANSWERS or (value == "%00" and status not in (400, 405)):
                wrong.append((address.path, asked[:20], status))
    assert wrong == []


@pytest.mark.parametrize("value", VALUES)
def test_each_filter_of_the_api_takes_or_refuses_every_value(world, value):
    person, wrong = Person(world.people["owner"]), []
    for address in LISTS:
        filters = getattr(address.view.filterset_class, "base_filters", {})
        for name in [*filters, "cursor", "ordering", "page_size"]:
            status = person.client.get(f"{address.of(world)}?{name}={value}").status_code
            if status not in ANSWERS or (value == "%00" and status not in (400, 405)):
                wrong.append((address.path, name, status))
        cache.clear()
    assert wrong == []


@pytest.mark.parametrize("value", POSTED)
def test_pages_answer_whatever_is_posted_to_them(world, value):
    person, wrong = Person(world.people["owner"]), []
    names = [*parameters("POST"), "name", "title", "slug", "row", "who-0", "value-0", "body"]
    for address in PAGES:
        if address.path in ("/sign-out/",):
            continue
        before = transaction.savepoint()
        answer = person.client.post(address.of(world), dict.fromkeys(names, value))
        transaction.savepoint_rollback(before)
        refused = answer.status_code in (400, 403, 405)
        if answer.status_code not in ANSWERS or (value == "\0" and not refused):
            wrong.append((address.path, answer.status_code))
    assert wrong == []


def test_a_nul_in_a_posted_form_names_its_field():
    answer = Person().client.post("/sign-in/", {"username": "nadia", "password": "a\0b"})
    assert answer.status_code == 400
    assert "The field “password” holds a NUL character" in answer.content.decode()


def test_a_nul_in_a_multipart_form_of_the_api_is_refused(world):
    person = Person(world.people["owner"])
    for path, form in (("articles", {"title": "a\0b"}), ("imports", {"dataset": "a\0b"})):
        answer = person.client.post(f"/api/v1/{path}/", {"project": world.slug, **form})
        assert (answer.status_code, "NUL" in answer.json()["detail"]) == (400, True)


def test_a_nul_in_an_idempotency_key_is_refused(world):
    person = Person(world.people["owner"])
    headers = {"Idempotency-Key": "a\0b"}
    answer = person.client.post(
        "/api/v1/series/", "{}", content_type="application/json", headers=headers
    )
    assert (answer.status_code, "Idempotency-Key" in answer.content.decode()) == (400, True)


@both_databases
def test_a_mapping_whose_file_was_never_kept_answers_with_a_message(world):
    """Its job names no file, as one from before files were kept."""
    person = Person(world.people["owner"])
    address = f"/imports/{world.key('imports')}/mapping/"
    answer = person.client.post(address, {"name": "UCDP"}, follow=True)
    assert (answer.status_code, "Upload it again" in answer.content.decode()) == (200, True)


@both_databases
@pytest.mark.parametrize("number", [2**31, 2**40, -(2**31) - 1])
def test_a_number_that_one_database_cannot_hold_is_refused_by_both(number):
    checked = 0
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, IntegerField) and not isinstance(field, BigIntegerField):
                checked += 1
                with pytest.raises(ValidationError):
                    field.run_validators(number)
    assert checked > 10


@both_databases
@pytest.mark.parametrize("project", ["../../x y", "a/b", "x" * 900, "no-such-project"])
def test_an_export_of_a_project_that_is_no_slug_ends(world, project):
    api = Api(world.people["owner"])
    answer = api.ask("post", f"incidents/export/?{urlencode({'project': project})}", {}, 202)
    while run_next():
        pass
    job = Job.objects.get(pk=answer.json()["id"])
    assert (job.state, job.cause) == (Job.State.DONE, "")
    assert "/x" not in job.file.name.removeprefix(f"jobs/{job.pk}/")


def test_a_nul_in_a_geojson_row_is_refused_with_its_place(tmp_path):
    file = tmp_path / "rows.geojson"
    feature = '{"type": "Feature", "geometry": null, "properties": {"title": "a\\u0000b"}}'
    file.write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}')
    with pytest.raises(Unreadable, match="NUL") as refused:
        list(features(file))
    assert (refused.value.row, refused.value.column) == (1, "title")
