"""The page of one text: marked passages, numbered annotations, relations and codes."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape

from annotations.exchange.documents import AnnotatedDocument, CodeDefinition, TextAnnotation
from annotations.exchange.files.json_text import write_json
from annotations.exchange.files.xml_text import clean_text
from annotations.exchange.formats.annotated_html.segments import Segment, lines_of_segments

COLOUR = re.compile("#[0-9a-fA-F]{6}")
COLOURS = ("#1f6feb", "#b35900", "#1a7f37", "#a40e26", "#6639ba", "#0b7285", "#7a5c00", "#8a2a6b")
"""For codes without a colour of their own, each dark enough for a line below black text."""

STYLE = """
body { background: #fff; color: #111; font: 1rem/1.7 Georgia, serif; margin: 2rem auto;
  max-inline-size: 46rem; padding-inline: 1rem; }
h1, h2 { font-family: sans-serif; line-height: 1.25; }
h2 { border-block-start: 1px solid #999; font-size: 1.1rem; margin-block-start: 2.5rem;
  padding-block-start: 1rem; }
.text p { margin-block: 0 .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: color-mix(in srgb, var(--colour) 14%, #fff); border-block-end: .15em solid
  var(--colour); color: inherit; padding-block-end: calc(.22em * var(--depth, 0)); }
.d0 { --depth: 0; } .d1 { --depth: 1; } .d2 { --depth: 2; } .d3 { --depth: 3; } .d4 { --depth: 4; }
sup a { font: .75em sans-serif; text-decoration: none; }
ol, ul { padding-inline-start: 2rem; }
li { margin-block: .4rem; overflow-wrap: anywhere; }
.swatch { background: var(--colour); display: inline-block; block-size: .8em; inline-size: .8em; }
.note { white-space: pre-wrap; }
.about { color: #444; font: .85rem sans-serif; }
@media print { body { font-size: 10.5pt; margin: 0; max-inline-size: none; }
  a { color: inherit; } li { break-inside: avoid; }
  mark, .swatch { print-color-adjust: exact; } }
"""


def write_page(document: AnnotatedDocument, codes: Iterable[CodeDefinition]) -> str:
    """The page as HTML."""
    return _Page(document, codes).content()


class _Page:
    """Writes one page."""

    def __init__(self, document, codes):
        self.document = document
        self.codes = {each.path: each for each in codes}
        self.marked = sorted(
            (each for each in document.annotations if each.spans),
            key=lambda each: (each.spans[0][0], -each.spans[-1][1]),
        )
        self.whole = [each for each in document.annotations if not each.spans]
        self.numbers = {
            each.key: number for number, each in enumerate([*self.marked, *self.whole], 1)
        }
        used = dict.fromkeys(each.code for each in document.annotations)
        self.classes = {code: f"c{number}" for number, code in enumerate(used)}

    def content(self):
        """The whole page."""
        document = self.document
        title = _shown(document.title or document.name)
        style = STYLE + "".join(self._colours())
        digest = b64encode(sha256(style.encode()).digest()).decode()
        language = f' lang="{escape(document.language)}"' if document.language else ""
        policy = f"default-src 'none'; style-src 'sha256-{digest}'"
        parts = [
            f'<!DOCTYPE html>\n<html{language}>\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>",
            f'<h1 dir="auto">{title}</h1>\n<main class="text">',
            *self._lines(),
            "</main>",
            *self._section("Annotations", "ol", map(self._annotation, self.marked)),
            *self._section(
                "About the whole text",
                f'ol start="{len(self.marked) + 1}"',
                map(self._annotation, self.whole),
            ),
            *self._section("Relations", "ul", map(self._relation, document.relations)),
            *self._section("Codes", "ul", map(self._code, self.classes)),
            "</body>\n</html>\n",
        ]
        return "\n".join(parts)

    def _colours(self):
        for number, (code, name) in enumerate(self.classes.items()):
            given = self.codes[code].colour if code in self.codes else ""
            colour = given if COLOUR.fullmatch(given) else COLOURS[number % len(COLOURS)]
            yield f".{name} {{ --colour: {colour}; }}\n"

    def _lines(self):
        for line in lines_of_segments(self.document.text, self.marked):
            if content := "".join(map(self._segment, line)):
                yield f'<p dir="auto">{content}</p>'

    def _segment(self, segment: Segment):
        found = _shown(segment.text)
        for depth, each in enumerate(reversed(segment.annotations)):
            name = f"{self.classes[each.code]} d{min(depth, 4)}"
            found = f'<mark class="{name}">{found}</mark>' if segment.text else found
        return found + "".join(self._reference(each) for each in segment.ending)

    def _reference(self, each):
        number = self.numbers[each.key]
        return f'<sup id="r{number}"><a href="#a{number}">{number}</a></sup>'

    def _section(self, title, element, items):
        items = list(items)
        if items:
            yield f"<h2>{title}</h2>\n<{element}>"
            yield from items
            yield f"</{element.partition(' ')[0]}>"

    def _annotation(self, each: TextAnnotation):
        number = self.numbers[each.key]
        label = _code_label(each.code)
        text = self.document.text
        quotes = " … ".join(_shown(" ".join(text[a:b].split())) for a, b in each.spans)
        quote = f' <q dir="auto">{quotes}</q>' if quotes else ""
        back = f' <a href="#r{number}">back</a>' if each.spans else ""
        note = f'<br><span class="note" dir="auto">{_shown(each.note)}</span>' if each.note else ""
        about = [each.layer, each.annotator, each.created]
        about.append("" if each.certainty == "certain" else each.certainty)
        about += [_pair(name, value) for name, value in each.attributes.items()]
        words = " · ".join(f"<bdi>{_shown(part)}</bdi>" for part in about if part)
        shown = f'<br><span class="about">{words}</span>' if words else ""
        return f'<li id="a{number}"><b dir="auto">{label}</b>{quote}{back}{note}{shown}</li>'

    def _relation(self, each):
        members = ", ".join(
            (f"<bdi>{_shown(role)}</bdi> " if role else "")
            + f'<a href="#a{self.numbers[key]}">{self.numbers[key]}</a>'
            for role, key in each.members
        )
        about = [each.note, each.annotator]
        about += [_pair(name, value) for name, value in each.attributes.items()]
        words = "".join(f" · <bdi>{_shown(part)}</bdi>" for part in about if part)
        return f'<li><b dir="auto">{_shown(each.label) or "relation"}</b>: {members}{words}</li>'

    def _code(self, code):
        known = self.codes.get(code)
        words = f' <span dir="auto">{_shown(known.description)}</span>' if known else ""
        swatch = f'<span class="swatch {self.classes[code]}"></span>'
        return f'<li>{swatch} <b dir="auto">{_code_label(code)}</b>{words}</li>'


def _code_label(code):
    return " \u203a ".join(f"<bdi>{_shown(part)}</bdi>" for part in code) or "no code"


def _pair(name, value):
    return f"{name}: {value if isinstance(value, str) else write_json(value).decode()}"


def _shown(text):
    return escape(clean_text(text), quote=False)
