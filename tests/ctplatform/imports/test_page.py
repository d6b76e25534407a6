"""The page of all imports: files of any kind go to their dry runs, and are listed together."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.models import Article, Codebook
from ctplatform.jobs.models import Job
from incidents.models import ImportFile
from tests.all_jobs import do_all_work
from tests.factories.curation import Team
from tests.visible_text import visible_text

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "Ref,When\n1,2024-03-22\n"
UCDP = "id,side_a,side_b,date_start,date_end\n1,A,B,2024-01-01,2024-01-01\n"
PROSE = "Three men came.\nThey left in the morning.\n"
CODES = (
    '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
    '<Code guid="11111111-1111-1111-1111-111111111111" name="Actor" isCodable="true">'
    "<Description>Who acts.</Description></Code></Codes></CodeBook>"
)


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return Team()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def file(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def words_of(answer):
    assert answer.status_code == 200, answer
    return " ".join(visible_text(answer.content.decode()).split())


def dropped(client, team, *files, path="/imports/", **values):
    return client.post(f"{path}?project={team.project.slug}", {"file": list(files), **values})


def listed(client, team):
    return words_of(client.get(f"/imports/?project={team.project.slug}"))


def test_one_file_goes_straight_to_its_next_page(team):
    client = signed_in(team.editor)
    table = dropped(client, team, file("gtd-2021.csv", TABLE))["Location"]
    assert table == f"/import-files/{ImportFile.objects.get().pk}/"
    assert 'value="gtd-2021"' in client.get(table).content.decode()
    rows = dropped(client, team, file("ged.csv", UCDP))["Location"]
    assert Job.objects.get().parameters["format"] == "ucdp"
    do_all_work()
    assert "1 new, 0 changed, 0 unchanged" in words_of(client.get(rows))


def test_errors_are_said_to_keep_the_whole_file_out(team):
    client = signed_in(team.editor)
    wrong = UCDP + "2,A,B,2024-13-01,2024-13-01\n"
    dropped(client, team, file("ged.csv", wrong))
    do_all_work()
    assert "2 errors; nothing can be imported" in listed(client, team)


def test_several_files_are_told_apart(team):
    client = signed_in(team.editor)
    answer = dropped(
        client, team, file("a.csv", TABLE), file("b.txt", PROSE), file("c.png", b"\x89PNG")
    )
    words = words_of(answer)
    assert "Say what its columns mean" in words
    assert "Text for the library (TXT, HTML, PDF, DOCX)" in words
    assert "This is a PNG picture." in words
    do_all_work()
    assert "texts: 1 new" in listed(client, team)


def test_a_text_comes_into_the_library_with_its_file(team):
    client = signed_in(team.annotator)
    page = dropped(client, team, file("note.txt", PROSE), rights="cc")["Location"]
    do_all_work()
    assert "Dry run: nothing was written." in words_of(client.get(page))
    assert not Article.objects.exists()
    page = client.post(f"{page}commit/")["Location"]
    do_all_work()
    assert "Imported." in words_of(client.get(page))
    article = Article.objects.get()
    assert (article.title, article.rights) == ("Three men came.", "cc")
    with article.current_version.original.open() as original:
        assert original.read() == PROSE.encode()
    again = dropped(client, team, file("note.txt", PROSE))["Location"]
    do_all_work()
    assert "texts: 1 unchanged" in listed(client, team)
    assert client.get(again).status_code == 200


def test_a_codebook_becomes_a_draft(team):
    client = signed_in(team.editor)
    page = dropped(client, team, file("codes.qdc", CODES))["Location"]
    do_all_work()
    assert "codes: 1 new" in listed(client, team)
    assert not Codebook.objects.filter(project=team.project).exists()
    client.post(f"{page}commit/")
    do_all_work()
    (code,) = Codebook.objects.get(project=team.project).codes.all()
    assert (code.label, code.definition) == ("Actor", "Who acts.")


def test_addresses_where_imports_began_lead_to_the_page(team):
    client = signed_in(team.annotator)
    for path in ("/imports/new/", "/annotation-imports/", "/annotation-imports/new/"):
        answer = client.get(f"{path}?project={team.project.slug}")
        assert answer["Location"] == f"/imports/?project={team.project.slug}"
    answer = dropped(client, team, file("b.txt", PROSE), path="/annotation-imports/new/")
    assert answer["Location"].startswith("/annotation-imports/")


def test_mistakes_are_named_at_their_field(team):
    client = signed_in(team.annotator)
    assert "This is a PNG picture." in words_of(dropped(client, team, file("c.png", b"\x89PNG")))
    assert "The file is empty." in words_of(dropped(client, team, file("c.txt", b"")))
    for without in (dropped(client, team), dropped(client, team, "a text, not a file")):
        assert "This field is required." in words_of(without)
    many = [file(f"{n}.txt", PROSE) for n in range(11)]
    assert "at most 10 files" in words_of(dropped(client, team, *many))
    wrong = dropped(client, team, file("a.csv", TABLE), encoding="latin-99")
    assert "Select a valid choice" in words_of(wrong)
    assert not Job.objects.exists()


def test_readers_see_no_form_and_may_not_import(team):
    client = signed_in(team.reader)
    assert "No imports yet." in listed(client, team)
    assert "Dry run" not in listed(client, team)
    assert dropped(client, team, file("b.txt", PROSE)).status_code == 403


def test_a_list_of_many_imports_costs_as_many_queries(team, django_assert_max_num_queries):
    client = signed_in(team.editor)
    for number in range(4):
        dropped(client, team, file("b.txt", f"{PROSE} {number}"))
    with django_assert_max_num_queries(30):
        listed(client, team)
