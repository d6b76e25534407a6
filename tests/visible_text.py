"""What people read on a page: its text and the words of its controls, without what is for machines.

`raw_values(html)` are the ids, slugs and codes that stand in it where a name should.
"""

import re
from html.parser import HTMLParser

HIDDEN = {"script", "style", "template", "code", "pre", "title"}
VOID = {"input", "br", "img", "meta", "link", "hr", "path", "rect", "circle", "line", "wbr", "col"}
SPOKEN = {"aria-label", "placeholder", "title", "alt"}
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
SLUG = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
CODE = re.compile(r"\b[A-Z]{3,}\.[a-z_]+\b")


class VisibleText(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.pieces = [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if not HIDDEN & {*self.open}:
            self.pieces += [values[name] for name in SPOKEN & values.keys() if values[name]]
            if tag == "input" and values.get("type", "text") in ("text", "search", "submit"):
                self.pieces.append(values.get("value") or "")
        if tag not in VOID:
            self.open.append("template" if "data-raw" in values else tag)

    def handle_endtag(self, tag):
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, text):
        if not HIDDEN & {*self.open}:
            self.pieces.append(text)


def visible_text(html):
    """The text that people read, a line for each piece."""
    reader = VisibleText()
    reader.feed(html)
    return "\n".join(" ".join(each.split()) for each in reader.pieces if each.strip())


def raw_values(html, countries=frozenset()):
    """Ids, slugs and codes in what people read; `countries` are codes of which none may stand
    alone."""
    text = visible_text(html)
    found = {*UUID.findall(text), *SLUG.findall(text), *CODE.findall(text)}
    for line in text.splitlines():
        found |= {line} & countries
        found |= {each for each in re.split(r"[,;·:()\s]+", line) if each in countries}
    return found
