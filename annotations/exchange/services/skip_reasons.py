"""Why an import leaves something out: the reasons in its summary, with their words."""

from django.utils.translation import gettext_lazy

OUTSIDE, ALREADY_HERE = "outside_text", "already_here"
WITHOUT_MEMBERS, LINKS, REPLIES = "relations_without_members", "links", "replies"
TEXT_NOT_HERE, WORDS_NOT_FOUND, WORDS_AMBIGUOUS = (
    "text_not_here",
    "words_not_found",
    "words_ambiguous",
)
SKIPPED_WORDS = {
    OUTSIDE: gettext_lazy("annotations of passages that are empty or outside the text"),
    ALREADY_HERE: gettext_lazy("annotations that are here already"),
    WITHOUT_MEMBERS: gettext_lazy("relations of annotations that are left out or here already"),
    LINKS: gettext_lazy("links to records, which belong to another installation"),
    TEXT_NOT_HERE: gettext_lazy("annotations of pages that are not in the library"),
    WORDS_NOT_FOUND: gettext_lazy("annotations whose words are not in the text that is here"),
    WORDS_AMBIGUOUS: gettext_lazy("annotations whose words are in the text more than once"),
    REPLIES: gettext_lazy("replies to annotations that are left out or here already"),
}
"""What is said of each reason."""
