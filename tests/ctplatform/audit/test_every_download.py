"""A walk over every export and every file: each download leaves one entry in the audit log."""

import pytest

from ctplatform.audit.models import AuditEntry
from ctplatform.exchange.registry import exported_resources, offered_formats
from tests.addresses import addresses
from tests.ctplatform.audit.test_audit_log import body_of, browser_of, program_of

pytestmark = pytest.mark.django_db


def new_entries(before):
    return list(AuditEntry.objects.exclude(pk__in=before).order_by("id"))


def known():
    return list(AuditEntry.objects.values_list("pk", flat=True))


def test_every_format_of_every_resource_leaves_one_entry(world):
    client, number = program_of(world.people["owner"]), 0
    for noun in exported_resources():
        for each in offered_formats(noun):
            before = known()
            path = f"/api/v1/{noun}/export/?format={each.name}&project={world.project.slug}"
            answer = client.get(path)
            body, found = body_of(answer), new_entries(before)
            if answer.status_code == 400:  # this format cannot hold these rows
                assert found == [], path
                continue
            assert answer.status_code == 200, path
            (entry,) = found
            about = (entry.resource, entry.format, entry.channel, entry.account, entry.token)
            assert about == (noun, each.name, "api", world.people["owner"], "Script"), path
            assert (entry.bytes, entry.is_complete) == (len(body), True), path
            assert entry.query == f"project={world.project.slug}"
            assert [*entry.projects.all()] in ([world.project], []), path
            if each.name == "jsonl":
                assert entry.rows == len(body.splitlines()), path
            assert entry.rows is not None
            number += 1
    assert number > 40


def test_every_address_that_gives_out_a_file_leaves_one_entry_and_no_other_does(world):
    client, files, wrong = browser_of(world.people["owner"]), 0, []
    for address in addresses():
        if address.path == "/api/v1/schema/":  # a file about the API, without records
            continue
        path, before = address.of(world), known()
        answer = client.get(path)
        body_of(answer)
        is_file = answer.status_code == 200 and (
            answer.streaming or "Content-Disposition" in answer or path.endswith(".svg")
        )
        files += is_file
        if len(new_entries(before)) != is_file:
            wrong.append(path)
    assert wrong == []
    assert files > 20
