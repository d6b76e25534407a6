"""Read XML without entities or a DTD, each element with its line, and write it."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import quoteattr

from ctplatform.exchange.limits import Unreadable

DEPTH = 200  # elements inside each other; the codes of a codebook are the deepest
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;", "\x85": "&#133;", "\u2028": "&#8232;"}


@dataclass
class Element:
    """An element: its tag as {namespace}name, attributes, text before its first child, line."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    @property
    def name(self) -> str:
        """The tag without its namespace."""
        return self.tag.rpartition("}")[2]

    def named(self, *names: str) -> list["Element"]:
        """Its children with one of these names, whatever their namespace."""
        return [child for child in self.children if child.name in names]


class _Builder:
    """What the parser reports to: makes Elements."""

    def __init__(self):
        self.root, self.open, self.parser = None, [], None

    def start(self, tag, attributes):
        element = Element(tag, dict(attributes), self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        if len(self.open) > DEPTH:
            raise Unreadable(f"More than {DEPTH} elements lie inside each other.", element.line)

    def end(self, tag):
        self.open.pop()

    def data(self, text):
        if self.open and not self.open[-1].children:
            self.open[-1].text += text

    def close(self):
        return self.root


def parse_xml(data: bytes, name: str) -> Element:
    """The root element. Raises Unreadable with the line; a DTD and entities are refused."""
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - only where XML is read
    from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415 - the same

    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    try:
        parser.feed(data)
        return parser.close()
    except ParseError as error:
        line, column = error.position
        raise Unreadable(
            f"{name} is not complete XML: {str(error).partition(':')[0]} "
            f"(line {line}, column {column + 1}).",
            line,
        ) from error
    except DefusedXmlException as error:
        raise Unreadable(f"{name} has a DTD or entities, which are not read.") from error
    except (LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"{name} is not XML in a known encoding: {error}.") from error


def clean_text(text: str) -> str:
    """`text` with U+FFFD for each character that XML cannot hold; positions stay."""
    return ILLEGAL.sub("\ufffd", text)


def write_attributes(values: dict[str, object]) -> str:
    """` name="value"` of each that is not None, line breaks kept."""
    return "".join(
        f" {name}={quoteattr(clean_text(str(value)), ESCAPES)}"
        for name, value in values.items()
        if value is not None
    )


def write_text(text: str) -> str:
    """`text` as the content of an element."""
    text = clean_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")
