"""Bundles: a whole project in one file, and back."""

import io
import json
import zipfile
from collections import Counter

import jsonschema
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection

from annotations.models import Annotation, ArticleVersion, Comment, PassageLink
from ctplatform.accounts.models import Membership, Project, User
from ctplatform.bundles import services
from ctplatform.bundles.contents.bundled_tables import (
    LEFT_OUT,
    LEFT_OUT_COLUMNS,
    NOT_COPIED,
    bundled_tables,
)
from ctplatform.bundles.reading.checking import BundleRefused
from ctplatform.bundles.writing import write_bundle
from ctplatform.curation.history_chain import links
from ctplatform.curation.history_chain.links import chain_pending
from ctplatform.curation.history_chain.purging import project_tables, purge_project
from ctplatform.curation.models import HistoryEntry, Proposal, Revision
from ctplatform.database.hash_chain.canonical import canonical, sha256
from ctplatform.jobs.models import Job
from incidents.models import Incident, Place, Series
from tests.demo_rows import demo_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    with demo_rows(django_db_blocker, tmp_path_factory.mktemp("data")):
        yield


@pytest.fixture
def demo(loaded):
    return Project.objects.get(slug="demo")


@pytest.fixture
def admin(loaded):
    return User.objects.get(username="admin")


@pytest.fixture
def amira(loaded):
    return User.objects.get(username="amira")


@pytest.fixture
def bundle(demo, amira, tmp_path):
    """The bundle of the demo as its owner sees it."""
    path = tmp_path / "demo.bundle.zip"
    bundle_of(demo, amira, path)
    return path


def bundle_of(project, reader, path):
    with path.open("wb") as file:
        return write_bundle(project, reader=reader, file=file, report=lambda done, total: None)


def rows_in(path, table):
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.open(f"tables/{table}.jsonl")]


def counts_of(project):
    return {table.name: table.rows(project).count() for table in bundled_tables()}


def test_every_table_of_a_project_is_bundled_or_left_out_for_a_reason():
    bundled = {table.model._meta.label for table in bundled_tables()}
    labels = {model._meta.label for model, _path in project_tables()}
    assert bundled | LEFT_OUT.keys() == labels
    assert not bundled & LEFT_OUT.keys()
    assert bundled >= NOT_COPIED.keys() | LEFT_OUT_COLUMNS.keys()


@pytest.mark.both_databases
def test_a_restored_project_gives_the_same_bundle(demo, admin, amira, tmp_path):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    manifest = bundle_of(demo, amira, first)
    before = counts_of(demo)
    assert manifest.rows == sum(before.values()) > 1000
    assert not manifest.hidden
    purge_project(demo, by=admin, reason="It moves")
    assert not Project.objects.filter(slug="demo").exists()
    restored = services.restore_project(first, by=admin, same_people=True)
    assert restored == demo
    assert counts_of(restored) == before
    amira.forget_roles()
    bundle_of(restored, amira, second)
    assert first.read_bytes() == second.read_bytes()
    chain_pending()
    for row in [*Revision.objects.filter(project=restored), *restored.events.all()]:
        entry = HistoryEntry.objects.get(subject_id=str(row.pk))
        assert entry.digest == sha256(canonical(links.values_of(row)))
    series = Series.objects.filter(project=restored).count()
    assert Job.objects.filter(project=restored, kind="rebuild_series").count() == series > 0


@pytest.mark.both_databases
def test_comments_belong_to_the_project_of_what_they_are_about(demo, admin, bundle):
    comments = Comment.objects.in_project_called("demo")
    ids = {str(pk) for pk in comments.values_list("pk", flat=True)}
    assert {each["id"] for each in rows_in(bundle, "annotations.comment")} == ids != set()
    purge_project(demo, by=admin, reason="It ends")
    assert not Comment.objects.filter(pk__in=ids).exists()
    connection.check_constraints()  # nothing that is left refers to what is gone
    services.restore_project(bundle, by=admin, same_people=True)
    assert {str(pk) for pk in comments.values_list("pk", flat=True)} == ids


@pytest.mark.both_databases
def test_a_copy_has_new_ids_and_the_same_rows_in_the_same_order(demo, bundle, amira):
    before = counts_of(demo)
    copied = services.copy_project(bundle, by=amira, title="The same again")
    assert counts_of(demo) == before
    made = counts_of(copied)
    assert made.pop("accounts.membership") == 1
    assert made == {
        table.name: before[table.name] if table.is_copied else 0
        for table in bundled_tables()
        if table.name in made
    }
    assert copied.slug.startswith("the-same-again-")
    assert copied.visibility == "private"
    assert Membership.objects.get(project=copied).user == amira
    titles = Incident.objects.order_by("id").values_list("title", flat=True)
    assert list(titles.filter(project=demo)) == list(titles.filter(project=copied))
    ids = {project: set(project_ids(project)) for project in (demo, copied)}
    assert not ids[demo] & ids[copied]
    assert ids_in_history(copied) <= ids[copied]
    link = PassageLink.objects.filter(annotation__article_version__article__project=copied).first()
    assert link.target.project in (copied, None)
    again = services.copy_project(bundle, by=amira)
    assert again.title == demo.title
    assert again != copied


def project_ids(project):
    rows = Incident.objects.filter(project=project)
    yield from rows.values_list("id", flat=True)
    marks = Annotation.objects.filter(article_version__article__project=project)
    yield from marks.values_list("id", flat=True)


def ids_in_history(project):
    """The ids of the incidents and passages that proposals and revisions name."""
    found = set()
    for model in (Proposal, Revision):
        rows = model.objects.filter(project=project, root_type="incident")
        found |= set(rows.values_list("root_id", flat=True))
    evidence = Proposal.objects.filter(project=project, evidence__object_type="annotation")
    return found | set(evidence.values_list("evidence__object_id", flat=True))


def test_nothing_in_a_copy_is_attributed_to_an_account_of_a_person_here(bundle, amira):
    copied = services.copy_project(bundle, by=amira)
    marks = Annotation.objects.filter(article_version__article__project=copied)
    authors = {mark.author for mark in marks.select_related("author")}
    assert authors
    for author in authors:
        assert author.username.endswith(f"@{copied.slug}")
        assert not author.is_active
        assert not author.has_usable_password()


def test_shared_rows_and_people_are_named_without_their_ids(bundle, demo):
    places = {str(pk) for pk in Place.objects.filter(project=None).values_list("pk", flat=True)}
    people = {str(pk) for pk in User.objects.values_list("pk", flat=True)}
    with zipfile.ZipFile(bundle) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode() if name.endswith(".jsonl") else ""
            assert not [each for each in places | people if each in content], name
    countries = {row["parent"] for row in rows_in(bundle, "incidents.place")}
    assert "urn:ctplatform:place:DZ" in countries


def test_lines_are_as_their_schemas_say(bundle):
    with zipfile.ZipFile(bundle) as archive:
        for table in bundled_tables():
            schema = json.loads(archive.read(f"schemas/{table.name}.schema.json"))
            checked = jsonschema.Draft202012Validator(schema)
            for row in rows_in(bundle, table.name)[:50]:
                checked.validate(row)


def test_what_the_reader_may_not_see_is_not_in_it_and_is_counted(demo, amira, admin, tmp_path):
    """A question that others judge blindly is hidden from an owner who has not judged it."""
    whole = bundle_of(demo, admin, tmp_path / "whole.zip")
    incident = Incident.objects.filter(project=demo, participations__isnull=False).first()
    Incident.objects.filter(pk=incident.pk).update(marking="red", created_by=admin)
    nadia = User.objects.get(username="nadia")
    path = tmp_path / "less.zip"
    less = bundle_of(demo, nadia, path)  # a reviewer does not see red records
    assert incident.title not in str(rows_in(path, "incidents.incident"))
    assert less.hidden["incidents.incident"] >= 1
    assert less.hidden["incidents.participation"] >= 1
    assert less.hidden["curation.revision"] >= 1
    assert less.rows + sum(less.hidden.values()) == whole.rows
    purge_project(demo, by=admin, reason="It moves")
    restored = services.restore_project(path, by=admin, same_people=True)
    assert not Incident.objects.filter(pk=incident.pk).exists()
    assert Incident.objects.filter(project=restored).count() > 10


def test_uploaded_files_are_in_it(demo, amira, admin, tmp_path):
    version = ArticleVersion.objects.filter(article__project=demo).first()
    version.original.save("original.txt", io.BytesIO("Größe".encode()), save=False)
    ArticleVersion.objects.filter(pk=version.pk).update(original=version.original.name)
    path = tmp_path / "files.zip"
    manifest = bundle_of(demo, amira, path)
    member = f"files/annotations.articleversion/{version.pk}.txt"
    assert manifest.members[member]["bytes"] == 7
    copied = services.copy_project(path, by=amira)
    copy = ArticleVersion.objects.exclude(original="").get(article__project=copied)
    with copy.original.open() as kept:
        assert kept.read().decode() == "Größe"
    version.original.storage.delete(version.original.name)
    again = bundle_of(demo, amira, tmp_path / "lost.zip")
    assert again.missing_files == [member]
    assert services.copy_project(tmp_path / "lost.zip", by=amira)


# People -------------------------------------------------------------------------------------------


def test_names_that_are_taken_are_asked_about(demo, bundle, admin):
    purge_project(demo, by=admin, reason="It moves")
    with pytest.raises(BundleRefused, match=r"amira, jonas, .*--same-people"):
        services.restore_project(bundle, by=admin)
    people = {"amira": "lucia", "jonas": "jonas", "lucia": "amira", "nadia": "nadia"}
    with pytest.raises(BundleRefused, match="names no “zoe”"):
        services.restore_project(bundle, by=admin, people=people | {"zoe": "amira"})
    services.restore_project(bundle, by=admin, people=people)
    owner = Membership.objects.get(project__slug="demo", role="owner").user
    assert owner.username == "lucia"


def test_people_without_an_account_get_a_closed_one(demo, bundle, admin):
    purge_project(demo, by=admin, reason="It moves")
    User.objects.filter(username="jonas").update(username="somebody-else")
    services.restore_project(bundle, by=admin, same_people=True)
    jonas = User.objects.get(username="jonas")
    assert (jonas.name, jonas.is_active) == ("Jonas Weber", False)
    assert Membership.objects.filter(project__slug="demo", user=jonas).exists()


def test_only_administrators_restore_and_only_owners_export(demo, bundle, amira):
    with pytest.raises(PermissionDenied):
        services.restore_project(bundle, by=amira)
    with pytest.raises(PermissionDenied):
        services.request_bundle(demo, by=User.objects.get(username="jonas"))


def test_a_project_that_is_here_is_not_restored_over(bundle, admin):
    with pytest.raises(BundleRefused, match="is here already, at the address “demo”"):
        services.restore_project(bundle, by=admin, same_people=True)


def test_commands_export_restore_and_copy(demo, admin, tmp_path, capsys):
    path = tmp_path / "demo.zip"
    call_command("export_project", "demo", path, by="amira")
    assert f"{path}: " in capsys.readouterr().out
    with pytest.raises(CommandError, match="exists"):
        call_command("export_project", "demo", path, by="amira")
    with pytest.raises(CommandError, match="does not own a project"):
        call_command("export_project", "demo", tmp_path / "b.zip", by="jonas")
    call_command("copy_project", path, by="lucia", title="Mine")
    assert "“Mine” is at the address “mine-" in capsys.readouterr().out
    with pytest.raises(CommandError, match="here already"):
        call_command("restore_project", path, by="admin", same_people=True)
    purge_project(demo, by=admin, reason="It moves")
    call_command("restore_project", path, by="admin", same_people=True)
    assert Project.objects.filter(slug="demo").exists()
    names = Counter(Project.objects.values_list("title", flat=True))
    assert names["Mine"] == 1
