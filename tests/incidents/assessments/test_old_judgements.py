"""An upgrade gives old judgements the server's time, and closes proposals of judgements."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from incidents.models import Assessment, Judgement
from tests.factories import incidents as make
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
UPGRADE = import_module("incidents.migrations.0023_old_judgements")
SAVED = dt.datetime(2024, 5, 2, 12, tzinfo=dt.UTC)


def test_old_judgements_take_the_day_on_which_they_were_saved(project, author):
    claim = make.AssessmentFactory(project=project, last_judged=dt.date(2023, 1, 1))
    late = make.JudgementFactory(assessment=claim, created_by=author, date=dt.date(2023, 1, 1))
    kept = make.JudgementFactory(assessment=claim, created_by=author, date=dt.date(2024, 5, 2))
    Judgement.objects.update(created=SAVED)

    UPGRADE.take_server_time(apps, None)

    found = {row.pk: (row.date, row.made_at, row.stated_on) for row in Judgement.objects.all()}
    assert found == {
        late.pk: (dt.date(2024, 5, 2), SAVED, dt.date(2023, 1, 1)),
        kept.pk: (dt.date(2024, 5, 2), SAVED, None),
    }
    assert Assessment.objects.get().last_judged == dt.date(2024, 5, 2)
    page = page_of(signed_in(author).get(f"/assessments/{claim.pk}/"))
    assert "stated for 1 Jan 2023, which no score uses" in page

    UPGRADE.give_back_stated_days(apps, None)
    assert Judgement.objects.get(pk=late.pk).date == dt.date(2023, 1, 1)


def test_proposals_of_judgements_are_withdrawn(project, author):
    claim = make.AssessmentFactory(project=project, created_by=author, published=True)
    live = Assessment.objects.get(pk=claim.pk)
    other = curation.propose(live, {"criteria": "X"}, by=author)
    old = curation.propose(live, {"criteria": "Y"}, by=author)
    Proposal.objects.filter(pk=old.pk).update(target_type="judgement")

    UPGRADE.close_proposals(apps, None)

    old.refresh_from_db()
    other.refresh_from_db()
    assert (old.state, old.decision, other.state) == ("withdrawn", UPGRADE.CLOSED, "open")
    assert old.decided is not None
