"""Pure: `ro-crate-metadata.json` after RO-Crate 1.2 (https://w3id.org/ro/crate/1.2).

The context is named and never fetched. `sha256` is a term of that context.
"""

from ctplatform.exchange.descriptions.described import DescribedDataset, DescribedFile

NAME = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.2/context"
PROFILE = "https://w3id.org/ro/crate/1.2"
RIGHTS = "#rights"
PUBLISHER = "#publisher"


def ro_crate(dataset: DescribedDataset, files: list[DescribedFile]) -> dict:
    """The description of the dataset and its files."""
    creators = {f"#creator-{n}": each for n, each in enumerate(dataset.creators, 1)}
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "@id": NAME,
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": PROFILE},
            },
            _root(dataset, files, creators),
            _licence(dataset),
            *(_creator(pk, name) for pk, name in creators.items()),
            *([_organisation(dataset.publisher)] if dataset.publisher else []),
            *(_file(each) for each in files),
            *(_folder(path, words) for path, words in dataset.folders.items()),
        ],
    }


def _root(dataset, files, creators):
    parts = [*(each.path for each in files), *dataset.folders]
    found = {
        "@id": "./",
        "@type": "Dataset",
        "name": dataset.title,
        "description": dataset.description or dataset.title,
        "datePublished": dataset.day,
        "identifier": dataset.identifier,
        "license": {"@id": dataset.licence or RIGHTS},
        "creator": [{"@id": pk} for pk in creators],
        "publisher": {"@id": PUBLISHER} if dataset.publisher else None,
        "url": dataset.url,
        "version": dataset.version,
        "hasPart": [{"@id": path} for path in parts],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _licence(dataset):
    return {
        "@id": dataset.licence or RIGHTS,
        "@type": "CreativeWork",
        "name": dataset.licence_name or "Rights",
        "description": dataset.rights,
    }


def _creator(pk, name):
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        return {"@id": pk, "@type": "Organization", "name": family}
    names = {"familyName": family, "givenName": given}
    return {"@id": pk, "@type": "Person", "name": f"{given} {family}", **names}


def _organisation(name):
    return {"@id": PUBLISHER, "@type": "Organization", "name": name}


def _file(each):
    return {
        "@id": each.path,
        "@type": "File",
        "name": each.title,
        "encodingFormat": each.encoding_format,
        "contentSize": str(each.size),
        "sha256": each.sha256,
    }


def _folder(path, words):
    return {"@id": path, "@type": "Dataset", "name": path, "description": words}
