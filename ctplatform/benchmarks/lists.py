"""Runs inside Django: pages of a long list, by any order and at any depth, and its facets."""

import json
import sys
import time
import uuid

import django

django.setup()

from django.test import Client  # noqa: E402 - after setup

from ctplatform.accounts.models import Project, User  # noqa: E402
from ctplatform.benchmarks.client import percentile, timed  # noqa: E402
from ctplatform.benchmarks.counts import grow  # noqa: E402
from ctplatform.rest.keyset import Edge  # noqa: E402
from incidents.models import Incident  # noqa: E402

ROUNDS = 20
LAST = uuid.UUID(int=2**128 - 1)
COLUMNS = {"date": "date_latest", "title": "title", "killed": "killed_figure"}
DEEP = {"date": "2018-12-31", "title": "Incident 5", "killed": 33}
"""Values in the middle of the order: half of all pages come before them."""


def project_of(author, count):
    """The project of the step `series`, or one of the same size."""
    project, is_new = Project.objects.get_or_create(
        slug="counts", defaults={"title": "Counts", "review_policy": "open"}
    )
    project.memberships.get_or_create(user=author, defaults={"role": "owner"})
    if is_new:
        grow(project, author, count)
    return project


def measure(work, raw):
    work(0)
    found = timed(work, ROUNDS)
    began = time.perf_counter()
    raw()
    seconds = time.perf_counter() - began
    return {"p50": percentile(found, 0.5), "p95": percentile(found, 0.95), "raw": seconds}


def main(count):
    author = User.objects.get(username="bench")
    project = project_of(author, count)
    client = Client(HTTP_HOST="localhost")
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    rows = Incident.objects.filter(project=project)

    def get(path):
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return b"".join(answer) if answer.streaming else answer.content

    found = {}
    for name, column in COLUMNS.items():
        deep = Edge(False, DEEP[name], str(LAST)).token
        page = f"/incidents/?project=counts&sort=-{name}"
        asked = f"/api/v1/incidents/?project=counts&ordering=-{name}"

        def raw(column=column):
            return list(rows.order_by(f"-{column}", "-id").values()[:51])

        found[f"list by {name}, first page"] = measure(lambda _, at=page: get(at), raw)
        at = f"{page}&cursor={deep}"
        found[f"list by {name}, 10,000 pages on"] = measure(lambda _, at=at: get(at), raw)
        found[f"the same over the API, by {name}"] = measure(
            lambda _, at=f"{asked}&cursor={deep}": get(at), raw
        )
    for name, query in (("all", ""), ("of one country", "&country=ML")):
        path = f"/incidents/?project=counts&part=facets{query}"
        found[f"facets, {name}"] = measure(lambda _, at=path: get(at), rows.count)
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
