"""Hypothesis: answers of its search API and files that its client exports; only read.

Read are {"rows": [...]}, {"annotations": [...]}, a list of annotations, and JSON Lines. A file does
not hold the texts: passages are found by TextQuoteSelector in texts of the library with the same
address; TextPositionSelector counts UTF-16 code units of the page and only decides between equal
passages. A tag is a code; an annotation with several tags becomes one for each. Replies (through
`references`) are kept as such; an annotation without selectors is one of the whole text.
"""

from collections import Counter
from pathlib import Path

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    AnnotationReply,
    DocumentFormat,
    QuotedPassage,
    TextAnnotation,
    register_format,
)
from annotations.exchange.files.archives import read_members
from annotations.exchange.files.json_text import check_fields, parse_json, parse_json_lines
from annotations.exchange.files.labels import flat_code
from ctplatform.exchange.limits import LIMITS, Unreadable

SUFFIXES = (".json", ".jsonl")
ROW = {
    "id": str,
    "uri": str,
    "user": str,
    "text": str,
    "created": str,
    "updated": str,
    "group": str,
    "tags": list,
    "target": list,
    "references": list,
    "document": dict,
    "permissions": dict,
    "user_info": dict,
    "hidden": bool,
}
OPEN_GROUP = "__world__"
NAME = 100  # characters of an address that name its page


def read_hypothesis(path: Path) -> AnnotatedCorpus:
    """The annotated pages of a file, or of those in a zip, one document for each address."""
    pages, seen, unread = {}, set(), Counter()
    for member in read_members(path, SUFFIXES):
        for number, row in _rows(member):
            place = f"{member.path}, annotation {number}"
            check_fields(row, ROW, place, number)
            if not row.get("id") or not row.get("uri"):
                raise Unreadable(f"{place} has no “id” or no “uri”: export it again.", number)
            if row["id"] in seen:
                unread["annotations that are in the file twice"] += 1
                continue
            seen.add(row["id"])
            pages.setdefault(row["uri"], _Page(row["uri"])).add(row, place, number)
    documents = tuple(page.document() for page in pages.values())
    return AnnotatedCorpus(documents, name=path.stem, unread=dict(unread))


def _rows(member):
    start = member.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    lines = member.data.strip().count(b"\n")
    if member.suffix == ".jsonl" or (start == b"{" and lines and b"}\n{" in member.data):
        return parse_json_lines(member.data, member.path)
    found = parse_json(member.data, member.path)
    if isinstance(found, dict):
        found = found.get("rows", found.get("annotations"))
    if not isinstance(found, list):
        words = "“rows” (the search API) or “annotations” (an export of the client)"
        raise Unreadable(f"{member.path} has no list of {words}.", 1)
    if len(found) > LIMITS.rows:
        raise Unreadable(f"{member.path} has more than {LIMITS.rows:,} annotations.")
    return enumerate(found, 1)


class _Page:
    """What a file states of the page at one address."""

    def __init__(self, address):
        self.address, self.addresses, self.title = address, [address], ""
        self.annotations, self.replies, self.keys = [], [], set()
        self.unread = Counter()

    def add(self, row, place, number):
        """Add an annotation or a reply."""
        self._add_about(row)
        references = [each for each in row.get("references") or () if isinstance(each, str)]
        if row.get("hidden"):
            self.unread["annotations that a moderator has hidden"] += 1
        elif references:
            who, text = _user(row), (row.get("text") or "").strip()
            self.replies.append(
                AnnotationReply(row["id"], references[-1], text, who, row.get("created") or "")
            )
        else:
            self._add_annotation(row, place, number)

    def _add_about(self, row):
        about = row.get("document") or {}
        titles = about.get("title")
        title = titles[0] if isinstance(titles, list) and titles else titles
        self.title = self.title or (title if isinstance(title, str) else "")
        links = about.get("link")
        stated = [each.get("href") for each in links or () if isinstance(each, dict)]
        for href in stated if isinstance(links, list) else ():
            if isinstance(href, str) and href not in self.addresses:
                self.addresses.append(href)

    def _add_annotation(self, row, place, number):
        quoted, without = [], 0
        for target in row.get("target") or ():
            check_fields(target, {"selector": list}, f"{place}, a target", number)
            selectors = target.get("selector") or []
            for each in selectors:
                check_fields(each, {"type": str}, f"{place}, a selector", number)
            if found := _quoted(selectors, place, number):
                quoted.append(found)
            without += bool(selectors) and not found
        if without:
            self.unread["annotations that do not state the words of their passage"] += 1
            return
        tags = [each for each in row.get("tags") or () if isinstance(each, str) and each.strip()]
        attributes = _attributes(row, tags)
        for count, tag in enumerate(dict.fromkeys(tags or [""]), 1):
            key = row["id"] if count == 1 else f"{row['id']}#{count}"
            self.keys.add(key)
            self.annotations.append(
                TextAnnotation(
                    key,
                    (),
                    flat_code(tag.strip()),
                    annotator=_user(row),
                    note=(row.get("text") or "").strip() if count == 1 else "",
                    created=row.get("created") or "",
                    attributes=attributes,
                    quoted=tuple(quoted),
                )
            )

    def document(self):
        """The page as a document whose text is in the library."""
        known = self.keys | {each.key for each in self.replies}
        replies = tuple(each for each in self.replies if each.to in known and each.text)
        if lost := len(self.replies) - len(replies):
            self.unread["replies that are empty or to what is not in the file"] += lost
        return AnnotatedDocument(
            self.address[:NAME],
            "",
            tuple(self.annotations),
            title=self.title,
            identifier=self.address,
            unread=dict(self.unread),
            addresses=tuple(self.addresses),
            replies=replies,
        )


def _quoted(selectors, place, number):
    """The passage that the selectors of a target state; None without its words."""
    quote = next((each for each in selectors if each.get("type") == "TextQuoteSelector"), None)
    if quote is None:
        return None
    shape = dict.fromkeys(("exact", "prefix", "suffix"), str)
    check_fields(quote, shape, f"{place}, a TextQuoteSelector", number)
    if not (quote.get("exact") or "").strip():
        return None
    positions = (each for each in selectors if each.get("type") == "TextPositionSelector")
    start = next(positions, {}).get("start")
    whole = isinstance(start, int) and not isinstance(start, bool) and start >= 0
    return QuotedPassage(
        quote["exact"],
        quote.get("prefix") or "",
        quote.get("suffix") or "",
        start if whole else None,
    )


def _attributes(row, tags):
    """What else is stated of an annotation; only what is there."""
    shown = (row.get("user_info") or {}).get("display_name")
    group, read = row.get("group") or "", (row.get("permissions") or {}).get("read")
    private = isinstance(read, list) and bool(read) and not _is_shared(read)
    found = {
        "display_name": shown if isinstance(shown, str) else "",
        "group": "" if group == OPEN_GROUP else group,
        "tags": tags if len(tags) > 1 else [],
        "updated": "" if row.get("updated") == row.get("created") else row.get("updated"),
        "private": private,
    }
    return {name: value for name, value in found.items() if value}


def _is_shared(read):
    return any(isinstance(each, str) and each.startswith("group:") for each in read)


def _user(row):
    """The name of the account, without "acct:"."""
    return (row.get("user") or "").removeprefix("acct:")


def recognises_hypothesis(_name: str, start: bytes) -> bool:
    """JSON whose beginning has annotations of pages."""
    stated = b'"uri"' in start and (b'"acct:' in start or b'"selector"' in start)
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") and stated


register_format(
    DocumentFormat(
        name="hypothesis",
        label="Hypothesis JSON",
        media_type="application/json",
        extension="json",
        holds=frozenset({"annotators", "attributes", "created", "notes", "overlapping"}),
        positions="words of the passage, found again in the text of the library",
        read=read_hypothesis,
        recognises=recognises_hypothesis,
    )
)
