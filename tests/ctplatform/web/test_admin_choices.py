"""The admin of somebody who may not see everything: no list, filter, form or search offers more."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.forms import ModelChoiceField
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories.world import World
from tests.test_visibility import BACKEND, without_echo

pytestmark = pytest.mark.django_db
HIDDEN = "CNRY"


@pytest.fixture
def staff():
    """An owner of a project with every permission of the admin, beside a project of others."""
    own, _others = World(canary="MINE"), World(canary=HIDDEN)
    user = own.people["owner"]
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.all())
    return user


@pytest.fixture
def browser(staff):
    client = Client()
    client.force_login(staff, backend=BACKEND)
    return client


def admins():
    return list(admin.site._registry.values())


def name_of(model_admin, page):
    return f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{page}"


def request_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def related_fields(model_admin, request):
    """The fields of a form and of its inlines that choose among rows."""
    forms = [model_admin.get_form(request)] if model_admin.has_add_permission(request) else []
    forms += [
        inline.get_formset(request).form for inline in model_admin.get_inline_instances(request)
    ]
    for form in forms:
        for name, field in form.base_fields.items():
            if isinstance(field, ModelChoiceField):
                yield f"{model_admin}.{name}", field


def test_forms_of_the_admin_choose_among_visible_rows(staff):
    request, offered, checked = request_of(staff), [], 0
    for model_admin in admins():
        for name, field in related_fields(model_admin, request):
            rows = field.queryset
            if hasattr(rows, "visible_to"):
                checked += 1
                if rows.exclude(pk__in=rows.visible_to(staff).values("pk")).exists():
                    offered.append(name)
    assert offered == []
    assert checked > 50


def test_pages_of_the_admin_name_nothing_hidden(staff, browser):
    """Lists with their filters, a hidden word searched for, and the forms of new and own rows."""
    told, opened = [], 0
    for model_admin in admins():
        addresses = [reverse(name_of(model_admin, "changelist"))]
        if model_admin.has_add_permission(request_of(staff)):
            addresses.append(reverse(name_of(model_admin, "add")))
        rows = model_admin.get_queryset(request_of(staff))
        pages = [reverse(name_of(model_admin, "change"), args=[row.pk]) for row in rows[:2]]
        for address in (*addresses, f"{addresses[0]}?q={HIDDEN}", *pages):
            answer = browser.get(address)
            opened += answer.status_code == 200
            if HIDDEN in without_echo(answer.content.decode(), HIDDEN):
                told.append(address)
    assert told == []
    assert opened > 100


def test_autocompletes_of_the_admin_find_nothing_hidden(staff, browser):
    found, asked = [], 0
    for model_admin in admins():
        inlines = model_admin.get_inline_instances(request_of(staff))
        for owner in (model_admin, *inlines):
            for name in owner.get_autocomplete_fields(request_of(staff)):
                asked += 1
                query = {
                    "app_label": owner.model._meta.app_label,
                    "model_name": owner.model._meta.model_name,
                    "field_name": name,
                    "term": HIDDEN,
                }
                answer = browser.get(reverse("admin:autocomplete"), query)
                if answer.status_code != 200 or answer.json()["results"]:
                    found.append((str(owner), name, answer.status_code))
    assert found == []
    assert asked > 30
