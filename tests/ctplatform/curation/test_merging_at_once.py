"""Two people merge at once, on a server that lets them: one wins, the other hears why not."""

import pytest

from ctplatform.curation import services
from ctplatform.curation.errors import WrongState
from incidents.models import Incident
from tests.ctplatform.curation.test_concurrency import at_once
from tests.factories.accounts import member
from tests.factories.curation import Team

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
]


def test_two_merges_the_opposite_way_make_one():
    team = Team()
    one, other = team.candidate(), team.candidate()
    editors = [member(team.project, "editor") for _ in range(2)]

    def merge(pair):
        gone, kept, by = pair
        try:
            services.merge(gone, kept, by=by)
        except WrongState:
            return "refused"
        return "merged"

    for _ in range(5):
        jobs = [(one, other, editors[0]), (other, one, editors[1])]
        assert sorted(at_once(merge, jobs)) == ["merged", "refused"]
        merged = Incident.objects.get(merged_into__isnull=False)
        assert merged.merged_into.merged_into_id is None
        services.unmerge(merged, by=editors[0])


def test_what_is_merged_into_a_record_that_is_being_merged_makes_no_chain():
    team = Team()
    editors = [member(team.project, "editor") for _ in range(2)]

    def merge(pair):
        gone, kept, by = pair
        try:
            services.merge(gone, kept, by=by)
        except WrongState:
            return "refused"
        return "merged"

    for _ in range(5):
        one, two, three = (team.candidate() for _ in range(3))
        at_once(merge, [(one, two, editors[0]), (two, three, editors[1])])
        gone = Incident.objects.filter(merged_into__isnull=False)
        assert gone.exists()
        assert not gone.filter(merged_into__merged_into__isnull=False).exists()


def test_a_record_that_two_merge_elsewhere_goes_to_one():
    team = Team()
    gone, kept = team.candidate(), [team.candidate() for _ in range(4)]
    editors = [member(team.project, "editor") for _ in kept]

    def merge(pair):
        into, by = pair
        try:
            services.merge(gone, into, by=by)
        except WrongState:
            return "refused"
        return "merged"

    answers = at_once(merge, list(zip(kept, editors, strict=True)))
    assert sorted(answers) == ["merged", *["refused"] * 3]
    assert Incident.objects.filter(merged_into__isnull=False).count() == 1
