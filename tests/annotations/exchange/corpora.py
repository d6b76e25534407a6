"""Corpora of annotated texts, imported and exported as people do it."""

import zipfile

from annotations.exchange.documents import document_formats
from annotations.exchange.exports.writing import write_documents
from annotations.exchange.limited_reading.reader import read_limited
from annotations.exchange.services.choices import ImportChoices
from annotations.exchange.services.importing import import_corpus
from annotations.models import Article

BRAT = {
    "one.txt": "Carlos bought Acme. Ann works there.",
    "one.ann": (
        "T1\tPerson 0 6\tCarlos\nT2\tBuy 7 13\tbought\nT3\tOrg 14 18;30 35\tAcme there\n"
        "E1\tBuy:T2 Buyer:T1\nR1\tOwns Arg1:T1 Arg2:T3\t\n*\tAlias T1 T3\n"
        "A1\tMention T1 Name\nA2\tSure E1\n#1\tAnnotatorNotes T1\tWho is this?\n"
    ),
    "two.txt": "Nothing is marked here.",
    "two.ann": "",
}


def zip_of(files, path):
    """A zip of {name: text}."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def import_file(path, by, project, format="brat", dry_run=False, **choices):
    """Import a file through the limited process."""
    with read_limited(path, format) as found:
        return import_corpus(
            found,
            ImportChoices(**choices),
            by=by,
            project=project,
            name=path.name,
            format=format,
            dry_run=dry_run,
        )


def export_file(path, reader, project, format="brat", rows=None):
    """Write what the reader may export of a project's texts to a file; return its path."""
    if rows is None:
        rows = Article.objects.visible_to(reader).filter(project=project)
    pieces = write_documents(document_formats()[format], rows, reader)
    path.write_bytes(b"".join(pieces))
    return path


def members_of(path):
    """{name: content} of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
