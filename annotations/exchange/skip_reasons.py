"""Why an import leaves something out: the reasons in its summary, with their words."""

from django.utils.translation import gettext_lazy

OUTSIDE, ALREADY_HERE = "outside_text", "already_here"
WITHOUT_MEMBERS, LINKS, REPLIES = "relations_without_members", "links", "replies"
LINKS_ELSEWHERE, LINKS_UNKNOWN, LINKS_HERE = "links_elsewhere", "links_unknown", "links_here"
TEXT_NOT_HERE, WORDS_NOT_FOUND, WORDS_AMBIGUOUS, POSITION_ALONE = (
    "text_not_here",
    "words_not_found",
    "words_ambiguous",
    "position_alone",
)
SKIPPED_WORDS = {
    OUTSIDE: gettext_lazy("annotations of passages that are empty or outside the text"),
    ALREADY_HERE: gettext_lazy("annotations that are here already"),
    WITHOUT_MEMBERS: gettext_lazy("relations of annotations that are left out or here already"),
    LINKS: gettext_lazy("links of whole texts, and of annotations that are not stored"),
    LINKS_ELSEWHERE: gettext_lazy("links to records that are not in this project"),
    LINKS_UNKNOWN: gettext_lazy("links whose record, stance, field or grade is not known here"),
    LINKS_HERE: gettext_lazy("links that say the same as another"),
    TEXT_NOT_HERE: gettext_lazy("annotations of pages that are not in the library"),
    WORDS_NOT_FOUND: gettext_lazy("annotations whose words are not in the text that is here"),
    WORDS_AMBIGUOUS: gettext_lazy("annotations whose words are in the text more than once"),
    POSITION_ALONE: gettext_lazy(
        "annotations that state a position alone, which may be one of another form of the text"
    ),
    REPLIES: gettext_lazy("replies to annotations that are left out or here already"),
}
"""What is said of each reason."""
