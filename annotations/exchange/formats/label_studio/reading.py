"""Read one task of Label Studio."""

from collections import Counter
from dataclasses import replace

from annotations.exchange.documents import AnnotatedDocument, AnnotationRelation
from annotations.exchange.files.json_corpora import (
    check_label,
    read_about,
    read_annotation,
)
from annotations.exchange.files.json_text import check_fields
from annotations.exchange.files.positions import CodePoints, Utf16Positions, read_span
from ctplatform.exchange.limits import Unreadable

RESULT = {"id": str, "type": str, "from_name": str, "to_name": str, "value": dict, "meta": dict}
WHOLE = ("choices", "taxonomy", "labels")
USED = frozenset({"text", "part_of"})
DEFAULT_NAMES = {"label", "labels", "document"}


class TaskReader:
    """Reads one task."""

    def __init__(self, stem, number, task):
        self.number, self.task = number, task
        self.place = f"{stem}, task {number}"
        meta = task.get("meta")
        self.meta = meta if isinstance(meta, dict) else {}
        self.name = _text(self.meta, "name") or f"{stem}-{number}"
        self.found, self.relations, self.unread = {}, [], Counter()

    def document(self):
        """The document, or None if the task has no text."""
        sets = [self._annotation_set(item) for item in self._stated()]
        results = [result for _item, found in sets for result in found]
        text = _find_text(self.task["data"], results)
        if text is None:
            return None
        self.text, self.positions = text, _choose_positions(text, results)
        for item, found in sets:
            _SetReader(self, item, found).read()
        for item in self.meta.get("relation_sets") or []:
            self._add_relation_set(item)
        predictions = len(self.task.get("predictions") or [])
        self.unread["predictions"] += predictions
        about = read_about({"meta": self.meta})
        about["metadata"].pop("relation_sets", None)
        annotations = tuple(self.found.values())
        unread = dict(+self.unread)
        return AnnotatedDocument(
            self.name, text, annotations, tuple(self.relations), unread=unread, **about
        )

    def _stated(self):
        stated = self.task.get("annotations") or self.task.get("completions") or []
        for item in stated:
            check_fields(item, {"result": list}, f"{self.place}, an annotation", self.number)
            if item.get("was_cancelled"):
                self.unread["cancelled annotations"] += 1
            else:
                yield item

    def _annotation_set(self, item):
        found = item.get("result") or []
        for result in found:
            check_fields(result, RESULT, f"{self.place}, a result", self.number)
        return item, found

    def _add_relation_set(self, item):
        place = f"{self.place}, a relation"
        check_fields(item, {"members": list, "note": str, "annotator": str}, place, self.number)
        members = [pair for pair in item.get("members") or [] if _is_pair(pair)]
        if not all(key in self.found for _role, key in members):
            raise Unreadable(f"{place} names an annotation that is not there.", self.number)
        self.keep_relation(item, [tuple(pair) for pair in members], item.get("label"), "")

    def keep_relation(self, item, members, label, annotator):
        """Keep a relation."""
        attributes = item.get("attributes")
        label = check_label(label, f"{self.place}, a relation", self.number)
        self.relations.append(
            AnnotationRelation(
                f"r{len(self.relations) + 1}",
                label,
                tuple(members),
                _text(item, "annotator") if "annotator" in item else annotator,
                _text(item, "note"),
                attributes if isinstance(attributes, dict) else {},
            )
        )


class _SetReader:
    """Reads what one annotator made of a task."""

    def __init__(self, task: TaskReader, item, results):
        self.task, self.item, self.results = task, item, results
        self.annotator = _annotator(item.get("completed_by"))
        self.keys = {}

    def read(self):
        regions = [each for each in self.results if _is_region(each)]
        beside = {each["id"]: [] for each in regions if each.get("id")}
        others = []
        for each in self.results:
            if not _is_region(each):
                beside.get(each.get("id"), others).append(each)
        for each in regions:
            self._add_region(each, beside.get(each.get("id"), ()))
        for each in others:
            if each.get("type") != "relation":
                self._add_whole(each)
        for each in others:
            if each.get("type") == "relation":
                self._add_relation(each)

    def _add_region(self, result, beside):
        value, task = result["value"], self.task
        place = f"{task.place}, region {result.get('id') or ''}"
        span = read_span(task.positions, value["start"], value["end"], place, task.number)
        if span[0] == span[1]:
            task.unread["annotations without length"] += 1
            return
        labels = value.get("labels") or [""]
        if not isinstance(labels, list):
            raise Unreadable(f"{place}: the labels must be a list.", task.number)
        extra = {_text(each, "from_name") or each["type"]: _shown(each) for each in beside}
        for label in labels:
            self._keep(result, (span,), check_label(label, place, task.number), extra)

    def _add_whole(self, result):
        task, kind = self.task, result.get("type") or ""
        value = result.get("value") or {}
        if kind not in WHOLE or not isinstance(value.get(kind), list):
            task.unread[f"results of type {kind or 'unknown'}"] += 1
            return
        for label in value[kind]:
            path = label if isinstance(label, list) else [label]
            path = [check_label(part, f"{task.place}, {kind}", task.number) for part in path]
            meta = {"code": path} if len(path) > 1 else {}
            self._keep(result, (), "/".join(path), {}, meta)

    def _keep(self, result, spans, label, extra, more=None):
        task = self.task
        meta = {**(more or {}), **(result.get("meta") or {})}
        given = _text(meta, "part_of") or _text(result, "id") or f"s{len(task.found) + 1}"
        note = meta.get("text")
        meta["note"] = "\n".join(map(str, note)) if isinstance(note, list) else _text(meta, "text")
        made = read_annotation(given, spans, label, meta, task.place, USED, task.number)
        name = _text(result, "from_name")
        made = replace(
            made,
            annotator=made.annotator or self.annotator,
            layer=made.layer or ("" if name in DEFAULT_NAMES else name),
            created=made.created or _text(self.item, "created_at"),
            attributes={**made.attributes, **extra},
        )
        known = task.found.get(self.keys.get(given, ""))
        if known is not None and replace(known, key="", spans=()) == replace(
            made, key="", spans=()
        ):
            task.found[known.key] = replace(known, spans=known.spans + spans)
            return
        key, number = given, 1
        while key in task.found:
            number += 1
            key = f"{given}-{number}"
        task.found[key] = replace(made, key=key)
        self.keys.setdefault(given, key)

    def _add_relation(self, result):
        ends = [self.keys.get(_text(result, name)) for name in ("from_id", "to_id")]
        if None in ends:
            self.task.unread["relations to what is not an annotation"] += 1
            return
        roles = result.get("roles")
        if not (isinstance(roles, list) and len(roles) == 2):
            roles = ["from", "to"]
        members = [(str(role), key) for role, key in zip(roles, ends, strict=True)]
        if result.get("direction") == "left":
            members.reverse()
        labels = result.get("labels")
        label = labels[0] if isinstance(labels, list) and labels else ""
        self.task.keep_relation(result, members, label, self.annotator)


def _is_region(result):
    value = result.get("value") or {}
    places = [value.get("start"), value.get("end")]
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in places)
    return whole and result.get("type") in ("labels", "text", "region")


def _is_pair(pair):
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)


def _find_text(data, results):
    """The field of the task's data that its regions lie in; None if no field is a text."""
    regions = [_text(each, "to_name") for each in results if _is_region(each)]
    choices = [_text(each, "to_name") for each in results if each.get("type") in WHOLE]
    for name in (*regions, "text", *choices):
        value = data.get(name.removeprefix("$"))
        if isinstance(value, str) and (name in regions or not value.startswith(("http", "/data/"))):
            return value
    texts = [value for value in data.values() if isinstance(value, str)]
    return texts[0] if regions and len(texts) == 1 else None


def _choose_positions(text, results):
    """Code points, or UTF-16 code units where only these fit the words of the regions."""
    stated = [
        (value["start"], value["end"], value["text"])
        for each in results
        if _is_region(each) and isinstance((value := each["value"]).get("text"), str)
    ]

    def fits(positions):
        return all(
            _plain(text[positions.to_point(start) or 0 : positions.to_point(end)]) == _plain(words)
            for start, end, words in stated
        )

    units = Utf16Positions(text)
    return units if not fits(CodePoints(text)) and fits(units) else CodePoints(text)


def _plain(words):
    return "".join(words.replace("\\n", "").split())


def _shown(result):
    """The value of a result beside a region: its list or text."""
    value = result.get("value") or {}
    return value.get(result.get("type") or "", value.get("text", value))


def _annotator(stated):
    if isinstance(stated, dict):
        names = [_text(stated, name) for name in ("first_name", "last_name")]
        return (
            _text(stated, "email") or " ".join(filter(None, names)) or str(stated.get("id") or "")
        )
    return str(stated) if isinstance(stated, int | str) and stated else ""


def _text(item, name):
    value = item.get(name)
    return value if isinstance(value, str) else ""
