"""HTML without the white space that no browser shows, so that tests do not depend on layout."""

import re

from django.http import FileResponse

AS_IT_IS = re.compile(r"(<(script|style|textarea|pre)\b.*?</\2>)", re.S)
BLOCKS = (
    "address|article|aside|blockquote|body|caption|dd|details|dialog|div|dl|dt|fieldset|figcaption"
    "|figure|footer|form|h[1-6]|head|header|html|legend|li|link|main|meta|nav|ol|optgroup|option|p"
    "|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul|circle|g|path|rect|text"
)
BREAK = r"[ \t]*\n\s*"
RULES = (
    (re.compile(rf"{BREAK}(/?>)"), r"\1"),
    (re.compile(rf"{BREAK}(</?(?:{BLOCKS})\b[^<>]*>)"), r"\1"),
    (re.compile(rf"(</?(?:{BLOCKS})\b[^<>]*>){BREAK}"), r"\1"),
    (re.compile(rf"(<[a-z][^<>]*[^/<>]>){BREAK}"), r"\1"),
    (re.compile(rf"{BREAK}(</)"), r"\1"),
    (re.compile(r'(["a-z]) +>'), r"\1>"),
    (re.compile(rf"{BREAK}|  +"), " "),
)


def without_layout(html):
    """The HTML with a space for each line break, and none where a browser shows none."""
    pieces = AS_IT_IS.split(html)
    for at in range(0, len(pieces), 3):
        for pattern, kept in RULES:
            pieces[at] = pattern.sub(kept, pieces[at])
    del pieces[2::3]  # the names of the elements that stay as they are
    return "".join(pieces)


def deliver_without_layout(client_request):
    """Wrap the test client's `request`: pages come without layout, everything else as it is."""

    def request(client, **environ):
        response = client_request(client, **environ)
        if isinstance(response, FileResponse):  # a browser reads it to its end, and it is closed
            response.streaming_content = [b"".join(response.streaming_content)]
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html") and not response.streaming and response.content:
            response.content = without_layout(response.content.decode()).encode()
        return response

    return request
