"""Runs inside Django: pages over a large register, each with its query in plain SQL."""

import json
import sys
import time
import uuid

import django

django.setup()

from django.core.cache import caches  # noqa: E402 - after setup
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402

from ctplatform.accounts.models import Project, User  # noqa: E402
from ctplatform.benchmarks.client import percentile, timed  # noqa: E402
from ctplatform.benchmarks.growing import grow  # noqa: E402
from ctplatform.curation.models import Revision  # noqa: E402
from ctplatform.rest.paging.keyset import Edge  # noqa: E402
from incidents.models import Actor, Incident  # noqa: E402

ROUNDS = 5
LAST = uuid.UUID(int=2**128 - 1)
COLUMNS = {"date": "date_latest", "title": "title", "killed": "killed_figure"}
DEEP = {"date": "2018-12-31", "title": "Incident 5", "killed": 33}
"""Values in the middle of the order: half of all pages come before them."""

WINDOWS = {
    "of a month": "date_after=2019-03-01&date_before=2019-03-31",
    "until a day": "date_before=2019-03-10",
    "since a day": "date_after=2019-03-10",
}


def project_of(author, slug, count):
    """The project with the slug, filled with `count` incidents if it is new."""
    project, is_new = Project.objects.get_or_create(
        slug=slug, defaults={"title": slug.title(), "review_policy": "open"}
    )
    project.memberships.get_or_create(user=author, defaults={"role": "owner"})
    if is_new:
        grow(project, author, count)
    return project


def measure(work, raw):
    """Median and 95th percentile in seconds, processor seconds, and the time of plain SQL.

    `first` is the time without cached counts, as after a change.
    """
    work(0)
    caches["counts"].clear()
    first = timed(work, 1)[0]
    cpu = time.process_time()
    found = timed(work, ROUNDS)
    cpu = (time.process_time() - cpu) / ROUNDS
    began = time.perf_counter()
    raw()
    raw_seconds = time.perf_counter() - began
    p50, p95 = percentile(found, 0.5), percentile(found, 0.95)
    return {"p50": p50, "p95": p95, "cpu": cpu, "first": first, "raw": raw_seconds}


def getter(user):
    """A function that requests a page as a signed-in user."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def get(path):
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return b"".join(answer) if answer.streaming else answer.content

    return get


def ordered(slug, rows):
    """{name: (path, plain SQL)} of lists in each order, on the first page and in the middle."""
    found = {}
    for name, column in COLUMNS.items():
        deep = Edge(False, DEEP[name], str(LAST)).token

        def raw(column=column):
            return list(rows.order_by(f"-{column}", "-id").values()[:51])

        page = f"/incidents/?project={slug}&sort=-{name}"
        api = f"/api/v1/incidents/?project={slug}&ordering=-{name}"
        found[f"list by {name}, first page"] = page, raw
        found[f"list by {name}, in the middle"] = f"{page}&cursor={deep}", raw
        found[f"the same over the API, by {name}"] = f"{api}&cursor={deep}", raw
    return found


def between_days(slug, rows):
    """{name: (path, plain SQL)} of lists between two days."""

    def raw():
        days = rows.filter(date_latest__gte="2019-03-01", date_latest__lte="2019-03-31")
        return list(days.order_by("-date_latest", "-id").values()[:51])

    found = {
        f"list {name}": (f"/incidents/?project={slug}&{query}", raw)
        for name, query in WINDOWS.items()
    }
    by_title = f"/incidents/?project={slug}&{WINDOWS['of a month']}&sort=title"
    return found | {"list of a month, by title": (by_title, raw)}


def counted(slug, rows):
    """{name: (path, plain SQL)} of pages that count or aggregate rows."""
    actor = Actor.objects.get(project__slug=slug)

    def by_country():
        return list(rows.values_list("country").annotate(n=Count("pk")).order_by())

    def parts():
        return list(rows.filter(participations__actor=actor).values_list("pk"))

    def last():
        return list(Revision.objects.filter(project__slug=slug).order_by("-id").values()[:50])

    facets = f"/incidents/?project={slug}&part=facets"
    return {
        "home": (f"/?project={slug}", last),
        "facets, all": (facets, by_country),
        "facets, of a month": (f"{facets}&{WINDOWS['of a month']}", by_country),
        "facets, of one country": (f"{facets}&country=ML", by_country),
        "list of one country": (f"/incidents/?project={slug}&country=ML", by_country),
        "map of one country": (f"/incidents/?project={slug}&country=ML&view=map", by_country),
        "an actor of 10,000 incidents": (f"/actors/{actor.pk}/", parts),
        "revisions in the admin": ("/admin/curation/revision/", last),
    }


def main(slug, count):
    author = User.objects.get(username="bench")
    project = project_of(author, slug, count)
    admin, _new = User.objects.get_or_create(
        username="bench-admin", defaults={"is_staff": True, "is_superuser": True}
    )
    rows = Incident.objects.filter(project=project)
    as_author, as_admin = getter(author), getter(admin)
    asked = ordered(slug, rows) | between_days(slug, rows) | counted(slug, rows)
    found = {}
    for name, (path, raw) in asked.items():
        get = as_admin if path.startswith("/admin/") else as_author
        found[name] = measure(lambda _, get=get, path=path: get(path), raw)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
