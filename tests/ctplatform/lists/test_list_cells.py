"""The cells that the lists of the register share: selection at a version, state and marking."""

import pytest

from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory, AssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MAKERS = {"actors": ActorFactory, "assessments": AssessmentFactory}


@pytest.fixture
def team():
    return Team()


def row_of(client, team, user, noun):
    client.force_login(user)
    html = client.get(f"/{noun}/?project={team.project.slug}").content.decode()
    return html.split("<tr data-row>")[1].split("</tr>")[0]


@pytest.mark.parametrize("noun", MAKERS)
def test_row_is_selected_at_the_version_that_is_shown(client, team, noun):
    record = MAKERS[noun](project=team.project, published=True)

    row = row_of(client, team, team.author, noun)

    assert f'<input type="checkbox" name="record" value="{record.pk}"' in row
    assert f'name="version-{record.pk}" value="{record.version}"' in row
    assert "checkbox" not in row_of(client, team, team.reader, noun)


@pytest.mark.parametrize("noun", MAKERS)
def test_state_cell_shows_the_marking_as_markup(client, team, noun):
    MAKERS[noun](project=team.project, published=True, marking="amber")

    row = row_of(client, team, team.author, noun)

    assert "<span>Published</span></span>" in row
    assert '<span class="tlp tlp-amber">TLP:AMBER</span>' in row


def test_name_of_a_record_is_escaped_in_its_label(client, team):
    ActorFactory(project=team.project, name='<b>"Front"', published=True)

    row = row_of(client, team, team.author, "actors")

    assert 'aria-label="&lt;b&gt;&quot;Front&quot;"' in row
