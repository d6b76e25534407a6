"""Label Studio JSON: a list of tasks, each with the annotations of its annotators.

Positions are code points: Label Studio's editor turns JavaScript's positions into them before it
stores a region. Releases before 1.5 did not; where the words that a region states lie at UTF-16
positions and not at code points, the task is read in those. Read are regions of type labels, with
their choices, texts and ratings; choices and taxonomies of the whole text; relations. Regions of
images and sound, predictions and cancelled annotations are counted, not read.
"""

from collections import Counter
from pathlib import Path

from annotations.exchange.documents import (
    FEATURES,
    AnnotatedCorpus,
    DocumentFormat,
    register_format,
)
from annotations.exchange.files.archives import read_members
from annotations.exchange.files.json_text import check_fields, parse_json
from annotations.exchange.formats.label_studio.reading import TaskReader
from annotations.exchange.formats.label_studio.writing import write_tasks
from ctplatform.exchange.limits import Unreadable


def read_label_studio(path: Path) -> AnnotatedCorpus:
    """The tasks that have a text; the others are counted."""
    documents, unread = [], Counter()
    for member in read_members(path, (".json",)):
        tasks = parse_json(member.data, member.path)
        for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
            place = f"{member.path}, task {number}"
            shape = {"data": dict, "annotations": list, "completions": list, "predictions": list}
            check_fields(task, shape, place, number)
            if not isinstance(task.get("data"), dict):
                raise Unreadable(f"{place} has no “data”: export as JSON, not JSON-MIN.", number)
            document = TaskReader(member.stem, number, task).document()
            if document is None:
                unread["tasks without a text"] += 1
            else:
                documents.append(document)
    return AnnotatedCorpus(tuple(documents), name=path.stem, unread=dict(unread))


def recognises_label_studio(_name: str, start: bytes) -> bool:
    """JSON whose beginning has tasks."""
    tasks = b'"annotations"' in start or b'"completions"' in start or b'"data"' in start
    return start.lstrip()[:1] in (b"[", b"{") and tasks and b'"result"' in start


register_format(
    DocumentFormat(
        name="label-studio",
        label="Label Studio JSON",
        media_type="application/json",
        extension="json",
        holds=FEATURES - {"code_descriptions"},
        positions="code points from 0, end exclusive",
        write=write_tasks,
        read=read_label_studio,
        recognises=recognises_label_studio,
    )
)
