"""What `datapackage.json` and `ro-crate-metadata.json` of a bundle say."""

from ctplatform.accounts.models import Project
from ctplatform.bundles.contents import manifest as layout
from ctplatform.bundles.contents.row_schemas import table_schema_of
from ctplatform.exchange.descriptions.described import DescribedDataset, DescribedFile

RIGHTS = (
    "Rights belong to each text and incident: see the columns rights, marking and embargo_until."
    " The bundle as a whole has no licence."
)
ABOUT_FILES = "Files that were uploaded, and those of releases. manifest.json has their SHA-256."
TITLES = {
    layout.README: "What is in the bundle",
    layout.PEOPLE: "People whom the rows name",
}


def described_bundle(project, tables, manifest, day) -> tuple[DescribedDataset, list]:
    """The bundle and its files, from what was written so far.

    `day` is that of the last change of a row, so that the same rows have the same description.
    """
    stored = Project.objects.get(pk=project.pk)
    has_files = any(name.startswith(layout.FILES) for name in manifest.members)
    dataset = DescribedDataset(
        name=stored.slug,
        title=stored.title,
        description=stored.description,
        day=day,
        identifier=f"urn:uuid:{stored.pk}",
        rights=RIGHTS,
        folders={layout.FILES: ABOUT_FILES} if has_files else {},
    )
    return dataset, [*_tables(tables, manifest.members), *_others(manifest.members)]


def _tables(tables, members):
    for table in tables:
        path = f"{layout.TABLES}{table.name}.jsonl"
        title = str(table.model._meta.verbose_name_plural)
        yield _described(path, title, members[path], schema=table_schema_of(table))


def _others(members):
    for path, stated in members.items():
        if path.startswith(layout.SCHEMAS):
            name = path.removeprefix(layout.SCHEMAS).removesuffix(".schema.json")
            yield _described(path, f"JSON Schema of {name}", stated)
        elif path in TITLES:
            yield _described(path, TITLES[path], stated)


def _described(path, title, stated, **more):
    return DescribedFile(path, title, stated["bytes"], stated["sha256"], **more)
