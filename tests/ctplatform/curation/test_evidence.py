"""What a change rests on is kept, whether somebody reviews it or not."""

import pytest
from django.core.exceptions import ValidationError

from ctplatform.curation import services
from ctplatform.curation.models import RevisionEvidence
from incidents.models import CasualtyEstimate
from tests.factories import annotations as texts
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def passage(team):
    return texts.annotation(texts.article(team.project, team.author))


def shown(client, team, record):
    client.force_login(team.author, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/history/incident/{record.pk}/").content.decode()


def test_a_candidate_keeps_what_its_changes_rest_on(client, team, passage):
    record = team.candidate()
    outcome = services.change_record(
        record, {"summary": "Two men fired."}, by=team.author, evidence=[passage]
    )
    assert [row.object_id for row in outcome.revision.evidence.all()] == [passage.pk]
    assert f"#a-{passage.pk}" in shown(client, team, record)


def test_a_reviewed_change_shows_its_proposals_evidence_in_the_history(client, team, passage):
    record = team.published()
    values = {"summary": "Two men fired."}
    outcome = services.change_record(record, values, by=team.author, evidence=[passage])
    services.accept(outcome.proposal, by=team.reviewer)
    assert not RevisionEvidence.objects.exists()
    assert f"#a-{passage.pk}" in shown(client, team, record)


def test_child_rows_and_removals_keep_theirs(team, passage):
    record = team.candidate()
    values = {"incident": record, "kind": "killed", "low": 3}
    made = services.create_record(CasualtyEstimate, values, by=team.author, evidence=[passage])
    gone = services.withdraw_record(made.record, by=team.author, evidence=[passage.pk])
    kept = RevisionEvidence.objects.order_by("id").values_list("revision", flat=True)
    assert list(kept) == [made.revision.pk, gone.revision.pk]


def test_what_one_cannot_see_is_no_evidence_and_nothing_is_written(team):
    foreign, record = texts.annotation(), team.candidate()
    with pytest.raises(ValidationError) as error:
        services.change_record(record, {"summary": "x"}, by=team.author, evidence=[foreign])
    assert list(error.value.message_dict) == ["evidence"]
    record.refresh_from_db()
    assert record.summary is None


def test_the_history_asks_no_more_for_more_evidence(
    client, team, passage, django_assert_max_num_queries
):
    record = team.candidate()

    def count():
        with django_assert_max_num_queries(40) as queries:
            shown(client, team, record)
        return len(queries)

    services.change_record(record, {"summary": "0"}, by=team.author, evidence=[passage])
    shown(client, team, record)
    few = count()
    for number in range(1, 6):
        services.change_record(record, {"summary": str(number)}, by=team.author, evidence=[passage])
    assert count() <= few


def test_choosing_an_estimate_lets_the_one_before_give_way(team):
    record = team.candidate()
    first, second = (
        services.create_record(
            CasualtyEstimate,
            {"incident": record, "kind": "killed", "low": low, "selected": True},
            by=team.author,
        ).record
        for low in (39, 45)
    )
    first.refresh_from_db()
    assert (first.selected, second.selected) == (False, True)
    assert first.version == 2
    services.change_record(first, {"selected": True, "selection_method": "judged"}, by=team.author)
    second.refresh_from_db()
    assert not second.selected


def test_a_proposal_to_choose_another_estimate_applies_when_it_is_accepted(team):
    record = team.published()
    rows = [
        CasualtyEstimate.objects.create(incident=record, kind="killed", low=low, selected=low == 39)
        for low in (39, 45)
    ]
    outcome = services.change_record(rows[1], {"selected": True}, by=team.author)
    assert outcome.proposal is not None
    services.accept(outcome.proposal, by=team.reviewer)
    chosen = CasualtyEstimate.objects.filter(selected=True)
    assert [each.low for each in chosen] == [45]
