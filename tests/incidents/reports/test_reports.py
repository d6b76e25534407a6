"""Reports: services, what readers see of blocks, pages, the API, exports and files."""

import io
import json
import re
import zipfile

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from ctplatform.bundles.writing import write_bundle
from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal, Revision
from ctplatform.domain_errors import StaleVersion
from incidents.models import Assessment, ChartSnapshot, Incident, Report
from incidents.reports import services
from incidents.series.queries import points
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    AssessmentFactory,
    IncidentFactory,
    ReportFactory,
    SeriesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def made(team):
    """A published report with a block of each kind, of which two are about raids."""
    raids = [
        IncidentFactory(
            project=team.project, published=True, date=f"2024-03-{day}", title=f"Raid {day}"
        )
        for day in ("01", "02")
    ]
    series = SeriesFactory(project=team.project, title="Raids")
    points.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()
    holder = ActorFactory(project=team.project, name="Holder", published=True)
    assessment = AssessmentFactory(
        project=team.project,
        published=True,
        statement="It is raided <b>often</b>.",
        likelihood="likely",
        holder=holder,
    )
    article = texts.article(team.project, team.author, text="They raided the village & left.")
    passage = texts.annotation(article, team.author, quote="raided the village")
    report = ReportFactory(project=team.project, title="On raids", created_by=team.author)
    report = Report.objects.get(pk=report.pk)
    table = services.incident_table("search=raid", team.project, by=team.author)
    blocks = [
        {"id": "t", "kind": "text", "text": "# Findings\nSome **raids** <i>x</i>."},
        {"id": "q", "kind": "quote", "passage": str(passage.pk)},
        {"id": "c", "kind": "chart", "series": str(series.pk), "drawn_as": "steps"},
        {"id": "n", "kind": "table", "series": str(series.pk)},
        {"id": "i", **table},
        {"id": "a", "kind": "assessment", "assessment": str(assessment.pk), "caption": "Cap"},
    ]
    services.write_blocks(report, blocks, by=team.author)
    report.refresh_from_db()
    curation.publish(report, by=team.reviewer, expected_version=report.version)
    report.refresh_from_db()
    report.parts = {
        "raids": raids,
        "assessment": assessment,
        "holder": holder,
        "article": article,
        "series": series,
    }
    return report


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def get(user, address):
    answer = client_of(user).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer


def words_of(document) -> str:
    found = [each.text for each in document.paragraphs]
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*found, *cells])


def opened(content):
    return docx.Document(io.BytesIO(content))


def test_the_page_shows_every_block_escaped(team, made):
    page = get(team.reader, f"/reports/{made.pk}/").content.decode()
    for words in (
        "Findings", "<strong>raids</strong> &lt;i&gt;x&lt;/i&gt;", "raided the village",
        "Raid 01", "It is raided &lt;b&gt;often&lt;/b&gt;.", "held by Holder", "Cap",
        "characters 5 to 23", "2 incidents were found on",
    ):  # fmt: skip
        assert words in page
    assert page.count('hx-get="/chart-snapshots/') == 2


def test_files_are_opened_again_and_have_the_figures_of_the_page(team, made):
    snapshot = ChartSnapshot.objects.first()
    fragment = get(team.reader, f"/chart-snapshots/{snapshot.pk}/table/").content.decode()
    shown = [
        "".join(row.text_content().split())
        for row in html.fragment_fromstring(fragment, "div").xpath(".//tbody/tr")
    ]
    page = get(team.reader, f"/reports/{made.pk}/report.html")
    document = opened(get(team.reader, f"/reports/{made.pk}/report.docx").content)
    whole = page.content.decode()
    tree = html.document_fromstring(whole)
    tables = [
        [[cell.text_content().strip() for cell in row] for row in table.xpath(".//tr")]
        for table in tree.xpath("//table")
    ]
    written = [[[c.text for c in row.cells] for row in t.rows] for t in document.tables]
    assert tables == written
    assert ["".join(row) for row in tables[0][1:]] == shown
    assert any(row[1] == "2" for row in tables[0])
    assert "<script" not in whole
    assert len(tree.xpath("//svg")) == 1
    assert not re.search(r'(src|href)="/', whole)
    assert 'id="title"' not in whole
    said = words_of(document)
    for words in ("raided the village", "characters 5 to 23", "It is raided <b>often</b>.", "Raid"):
        assert words in said
        assert words in tree.text_content()
    assert [each.text for each in document.paragraphs if each.style.name == "Heading 1"] == [
        "Findings",
        "Citations",
    ]
    names = [str(part.partname) for part in document.part.package.iter_parts()]
    assert sum(name.endswith(".svg") for name in names) == 1


def hide(made):
    """Everything that the report shows becomes red, but for the report itself and one raid."""
    Assessment.objects.filter(pk=made.parts["assessment"].pk).update(marking="red")
    Incident.objects.filter(pk=made.parts["raids"][0].pk).update(marking="red")
    type(made.parts["article"]).objects.update(marking="red")
    type(made.parts["series"]).objects.update(marking="amber")


def test_blocks_about_hidden_records_say_so_and_leak_nothing(team, made):
    hide(made)
    address = f"/reports/{made.pk}/"
    reader = team.reader
    exported = get(reader, f"/api/v1/reports/export/?format=jsonl&project={team.project.slug}")
    texts_shown = {
        "page": get(reader, address).content.decode(),
        "html": get(reader, f"{address}report.html").content.decode(),
        "docx": words_of(opened(get(reader, f"{address}report.docx").content)),
        "api": json.dumps(get(reader, f"/api/v1/reports/{made.pk}/").json()),
        "list": json.dumps(get(reader, "/api/v1/reports/").json()),
        "jsonl": b"".join(exported.streaming_content).decode(),
    }
    secrets = (
        "It is raided", "Cap", "Raid 01", "raided the village",
        str(made.parts["assessment"].pk), str(made.parts["raids"][0].pk), made.blocks[1]["passage"],
    )  # fmt: skip
    for name, said in texts_shown.items():
        assert [secret for secret in secrets if secret in said] == [], name
        assert "Raid 02" in said or name in ("api", "list", "jsonl"), name
    assert texts_shown["page"].count("not shown to you") >= 2
    assert "Not shown to you: 1." in texts_shown["page"]
    assert "not shown to you" in texts_shown["docx"]
    assert '"hidden": true' in texts_shown["api"]


def test_history_and_bundles_leave_out_what_a_reader_may_not_see(team, made, tmp_path):
    hide(made)
    hidden = (
        str(made.parts["assessment"].pk),
        str(made.parts["raids"][0].pk),
        made.blocks[1]["passage"],
    )
    rows = Revision.objects.filter(target_id=made.pk, diff__has_key="blocks")
    assert rows.exists()
    assert rows.visible_to(team.owner).count() == rows.count()
    assert not rows.visible_to(team.reader).exists()
    with (tmp_path / "reader.zip").open("wb") as file:
        manifest = write_bundle(
            team.project, reader=team.reader, file=file, report=lambda done, total: None
        )
    assert manifest.hidden_references["incidents.report"] == 3
    with zipfile.ZipFile(tmp_path / "reader.zip") as archive:
        content = b"".join(map(archive.read, archive.namelist())).decode()
    assert [each for each in hidden if each in content] == []
    assert "Cap" not in content
    assert "# Findings" in content


def test_who_does_not_see_a_block_moves_and_keeps_it(team, made):
    before = Report.objects.get(pk=made.pk).blocks
    hide(made)
    answer = get(team.annotator, f"/api/v1/reports/{made.pk}/")
    shown, etag = answer.json()["blocks"], answer["ETag"]
    assert [each.get("hidden", False) for each in shown] == [
        False, True, False, False, False, True,
    ]  # fmt: skip
    api = Api(team.annotator)
    row = Report.objects.get(pk=made.pk)
    answer = api.patch(
        f"reports/{row.pk}/",
        {"blocks": shown[::-1], "reason": "Order"},
        202,
        if_match=etag,
    )
    curation.accept(curation_proposal(answer), by=team.reviewer)
    assert Report.objects.get(pk=made.pk).blocks == before[::-1]


def curation_proposal(answer):
    return Proposal.objects.get(pk=answer.json()["id"])


def test_a_change_of_a_published_report_waits_for_a_second_person(team, made):
    blocks = [each for each in made.blocks if each["id"] == "t"]
    outcome = services.write_blocks(
        made, blocks, by=team.author, reason="Shorter", expected_version=made.version
    )
    assert outcome.proposal
    page = get(team.reviewer, f"/review/{outcome.proposal.pk}/").content.decode()
    assert "Findings" in page
    curation.accept(outcome.proposal, by=team.reviewer)
    made.refresh_from_db()
    assert [each["id"] for each in made.blocks] == ["t"]
    history = get(team.reviewer, f"/history/report/{made.pk}/")
    assert history.status_code == 200


def test_services_refuse_what_may_not_be_written(team, made):
    with pytest.raises(PermissionDenied):
        services.write_blocks(made, [], by=team.reader)
    with pytest.raises(StaleVersion):
        services.write_blocks(made, [], by=team.author, expected_version=made.version - 1)
    other = AssessmentFactory(published=True, statement="Elsewhere")
    block = {"kind": "assessment", "assessment": str(other.pk)}
    with pytest.raises(ValidationError, match="no such record"):
        services.add_block(made, block, by=team.author)
    empty = SeriesFactory(project=team.project, title="Not counted")
    n = ChartSnapshot.objects.count()
    with pytest.raises(Exception, match="no numbers yet"):
        services.add_block(made, {"kind": "chart", "series": str(empty.pk)}, by=team.author)
    api = Api(team.author)
    for blocks, words in (
        ([{"kind": "video"}], "block 1: kind"),
        ("x", "list"),
        ([{"kind": "assessment", "assessment": str(other.pk)}], "no such record"),
    ):
        body = {"project": team.project.slug, "title": "T", "blocks": blocks}
        answer = api.post("reports/", body, 400)
        assert words in json.dumps(answer.json())
    assert (ChartSnapshot.objects.count(), Report.objects.count()) == (n, 1)


def test_blocks_are_composed_without_a_script(team, made):
    report = ReportFactory(project=team.project, title="New", created_by=team.author)
    client, address = client_of(team.author), f"/reports/{report.pk}/blocks/"
    data = {"version": 1, "do": "text"}
    page = client.post(address, data)
    (pk,) = re.findall(r'name="block" value="(\w+)"', page.content.decode())
    data |= {"block": [pk], f"data-{pk}": '{"kind": "text"}', f"text-{pk}": "First"}
    found = client.post(address, data | {"do": "find", "words": "raided"}).content.decode()
    assert "raided the village" in found
    assert "It is raided" in found
    (assessment,) = re.findall(r'value="(assessment:[\w-]+)"', found)
    page = client.post(address, data | {"do": assessment}).content.decode()
    second = re.findall(r'name="block" value="(\w+)"', page)[1]
    kept = re.search(rf'name="data-{second}" value="([^"]*)"', page)[1].replace("&quot;", '"')
    data |= {"block": [pk, second], f"data-{second}": kept}
    page = client.post(address, data | {"do": f"up:{second}"}).content.decode()
    assert re.findall(r'name="block" value="(\w+)"', page) == [second, pk]
    assert Report.objects.get(pk=report.pk).blocks == []
    answer = client.post(address, data | {"block": [second, pk], "do": "save"})
    assert answer.status_code == 302
    assert [each["kind"] for each in Report.objects.get(pk=report.pk).blocks] == [
        "assessment",
        "text",
    ]
    stale = client.post(address, data | {"do": "save"})
    assert "has changed since" in stale.content.decode()
    broken = {"version": 2, "block": ["z"], "data-z": '{"kind": "quote", "passage": "1"}'}
    page = client.post(address, broken | {"do": "save"})
    assert "passage" in page.content.decode()
    assert page.status_code == 200


def test_series_passages_and_assessments_are_added_from_their_pages(team, made):
    report = ReportFactory(project=team.project, title="Mine", created_by=team.author)
    client = client_of(team.author)
    project = f"project={team.project.slug}"
    for query in (
        f"series={made.parts['series'].pk}",
        f"passage={made.blocks[1]['passage']}",
        f"assessment={made.parts['assessment'].pk}",
    ):
        address = f"/reports/add/?{project}&{query}"
        answer = client.post(address, {"report": report.pk, "drawn_as": "calendar"})
        assert answer.status_code == 302, answer.content.decode()
    blocks = Report.objects.get(pk=report.pk).blocks
    assert [each["kind"] for each in blocks] == ["chart", "quote", "assessment"]
    assert blocks[0]["drawn_as"] == "calendar"
    assert client.get(f"/reports/add/?{project}&series=x").status_code == 404
    assert client_of(team.reader).get(address).status_code == 403


def test_the_queries_of_the_page_do_not_grow_with_its_blocks(team, made):
    client = client_of(team.reader)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/reports/{made.pk}/").status_code == 200
        return len(captured)

    queries()
    few = queries()
    more = [
        AssessmentFactory(project=team.project, published=True, holder=made.parts["holder"])
        for _each in range(60)
    ]
    blocks = [
        {"id": str(n), "kind": "assessment", "assessment": str(each.pk)}
        for n, each in enumerate(more)
    ]
    Report.objects.filter(pk=made.pk).update(blocks=[*made.blocks, *blocks])
    assert queries() == few
