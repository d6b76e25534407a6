"""No e-mail is sent unless the operator configured mail and the person asked for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ctplatform.curation import services as curation
from ctplatform.notifications.mail import send_mail_about_new
from ctplatform.notifications.models import Notification
from ctplatform.notifications.services import change_preferences
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    team = Team()
    team.author.email = "author@example.org"
    team.author.save()
    return team


@pytest.fixture
def configured(settings):
    settings.MAIL_IS_CONFIGURED = True


def publish(team, title="Secret siege"):
    curation.publish(team.candidate(title=title), by=team.reviewer)


def test_nothing_is_sent_where_the_operator_set_up_no_mail(team, settings, mailoutbox):
    settings.MAIL_IS_CONFIGURED = True
    change_preferences(by=team.author, by_email=True)
    settings.MAIL_IS_CONFIGURED = False
    publish(team)
    assert send_mail_about_new() == 0
    assert mailoutbox == []


def test_nothing_is_sent_to_people_who_did_not_ask(team, configured, mailoutbox):
    publish(team)
    assert send_mail_about_new() == 0
    assert mailoutbox == []


def test_one_mail_counts_what_is_new_and_never_says_what_it_is_about(team, configured, mailoutbox):
    change_preferences(by=team.author, by_email=True)
    publish(team)
    publish(team, "Another secret")
    assert send_mail_about_new() == 1
    [mail] = mailoutbox
    assert mail.to == ["author@example.org"]
    assert "2 new notifications" in mail.subject
    assert "/notifications/" in mail.body
    assert "ecret" not in mail.subject + mail.body
    assert send_mail_about_new() == 0


def test_what_is_read_hidden_or_old_is_not_mailed(team, configured, mailoutbox):
    change_preferences(by=team.author, by_email=True)
    publish(team)
    Notification.objects.update(created=timezone.now() - timedelta(days=2))
    publish(team)
    Notification.objects.filter(created__gt=timezone.now() - timedelta(days=1)).update(
        read=timezone.now()
    )
    assert send_mail_about_new() == 0
    publish(team)
    team.project.memberships.filter(user=team.author).delete()
    assert send_mail_about_new() == 0
    assert mailoutbox == []


def test_the_page_offers_mail_only_where_it_can_be_sent(client, team, settings):
    client.force_login(team.author)
    assert 'name="by_email"' not in client.get("/notifications/").content.decode()
    settings.MAIL_IS_CONFIGURED = True
    assert 'name="by_email"' in client.get("/notifications/").content.decode()
    client.post("/notifications/preferences/", {"wanted": ["proposals"], "by_email": "on"})
    assert (
        'name="by_email" id="id_by_email" checked' in client.get("/notifications/").content.decode()
    )
    client.force_login(team.reviewer)  # no address
    assert 'name="by_email"' not in client.get("/notifications/").content.decode()
