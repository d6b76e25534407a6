"""Write tasks of Label Studio: what it has no field for is in the "meta" of region and task."""

from annotations.exchange.documents import AnnotatedCorpus
from annotations.exchange.files.json_corpora import own_fields, written_meta
from annotations.exchange.files.json_text import write_json
from annotations.exchange.files.labels import flat_label


def write_tasks(corpus: AnnotatedCorpus):
    """The pieces of a list of tasks, one for each document."""
    before = b"[\n"
    for number, document in enumerate(corpus.documents, 1):
        yield "corpus.json", before + write_json(_task(number, document))
        before = b",\n"
    yield "corpus.json", (b"\n]\n" if before == b",\n" else b"[]\n")


def _task(number, document):
    by_annotator, owner = {}, {}
    for each in document.annotations:
        by_annotator.setdefault(each.annotator, []).extend(_results(document.text, each))
        owner[each.key] = each.annotator if each.spans else None
    sets = []
    for each in document.relations:
        owners = {owner[key] for _role, key in each.members}
        if len(each.members) == 2 and len(owners) == 1 and None not in owners:
            by_annotator[owners.pop()].append(_relation(each))
        else:
            sets.append(_relation_fields(each) | {"label": each.label, "members": each.members})
    return {
        "id": number,
        "data": {"text": document.text},
        "annotations": [
            {"completed_by": {"email": annotator} if annotator else None, "result": results}
            for annotator, results in by_annotator.items()
        ],
        "predictions": [],
        "meta": written_meta(document) | ({"relation_sets": sets} if sets else {}),
    }


def _results(text, each):
    meta = {name: value for name, value in own_fields(each).items() if name != "note"}
    meta |= {"text": [each.note]} if each.note else {}
    label = flat_label(each.code)
    if not each.spans:
        value = {"choices": [label]}
        return [_result(each.key, "choices", "document", value, meta)]
    found = []
    for number, (start, end) in enumerate(each.spans):
        value = {"start": start, "end": end, "text": text[start:end], "labels": [label]}
        key = f"{each.key}#{number + 1}" if number else each.key
        part = {"part_of": each.key} if number else {}
        found.append(_result(key, "labels", "label", value, meta | part))
    return found


def _result(key, kind, name, value, meta):
    found = {"id": key, "type": kind, "from_name": name, "to_name": "text", "value": value}
    return found | ({"meta": meta} if meta else {})


def _relation(each):
    (governor, first), (dependent, second) = each.members
    return {
        "type": "relation",
        "from_id": first,
        "to_id": second,
        "direction": "right",
        "labels": [each.label] if each.label else [],
        "roles": [governor, dependent],
        **_relation_fields(each),
    }


def _relation_fields(each):
    stated = {"note": each.note, "attributes": dict(each.attributes)}
    filled = {name: value for name, value in stated.items() if value}
    return {"annotator": each.annotator} | filled
