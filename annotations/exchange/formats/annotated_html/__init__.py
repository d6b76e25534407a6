"""Annotated HTML, to read and to print: a page for each text, without script or outside files.

Passages are marked in the colour of their code, notes are numbered below the text, codes listed
with their descriptions. It is written only; links to records are left out.
"""

from annotations.exchange.documents import (
    FEATURES,
    AnnotatedCorpus,
    DocumentFormat,
    register_format,
)
from annotations.exchange.files.archives import unique_names
from annotations.exchange.formats.annotated_html.page import write_page


def write_html(corpus: AnnotatedCorpus):
    """An .html file for each document."""
    for name, document in unique_names(corpus.documents):
        yield f"{name}.html", write_page(document, corpus.codes).encode()


register_format(
    DocumentFormat(
        name="annotated-html",
        label="Annotated HTML, to read and print",
        media_type="text/html",
        extension="html",
        holds=FEATURES - {"links"},
        positions="none: passages are marked in the text",
        write=write_html,
        archive=True,
    )
)
