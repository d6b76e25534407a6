"""Find passages in a text by their words and the words around them."""

import unicodedata
from bisect import bisect_left

from annotations.exchange.documents import QuotedPassage
from annotations.exchange.files.positions import Utf16Positions

MOST = 1000  # places of one quote that are compared
Span = tuple[int, int]


class QuoteNotFound(LookupError):
    """The words are not in the text."""


class QuoteAmbiguous(LookupError):
    """The words are in the text several times, and nothing says which place is meant."""


class PositionUncertain(LookupError):
    """Only a position is stated, and the text is not known to be the one it counts in."""


class QuoteFinder:
    """Finds passages in one text, in normal form (NFC).

    Words are first compared as they are, then without white space and characters that are not
    shown: the text of a page has other line breaks than the text that was taken from it.
    `is_same_text` says that positions in code points count in this very text.
    """

    def __init__(self, text: str, is_same_text: bool = False):
        self.text, self.is_same_text = text, is_same_text
        self._bare, self._places = "", []
        self._prepared = False

    def find(self, passage: QuotedPassage) -> Span:
        """The span in code points. Raises QuoteNotFound, QuoteAmbiguous and PositionUncertain."""
        start, end = self._place_of(passage) or self._find_words(passage)
        if passage.part is None:
            return start, end
        inner = QuoteFinder(self.text[start:end], is_same_text=True).find(passage.part)
        return start + inner[0], start + inner[1]

    def _place_of(self, passage):
        """The span at the stated position, if all that is stated fits there; else None."""
        start, end = passage.start, passage.end
        if end is None or start is None or not passage.in_code_points:
            return None
        if not passage.exact and not self.is_same_text:
            raise PositionUncertain
        if not start < end <= len(self.text):
            return None
        exact, prefix, suffix = (
            unicodedata.normalize("NFC", words)
            for words in (passage.exact, passage.prefix, passage.suffix)
        )
        fits = exact in ("", self.text[start:end])
        around = self.is_same_text or (
            self.text.endswith(prefix, 0, start) and self.text.startswith(suffix, end)
        )
        return (start, end) if fits and around else None

    def _find_words(self, passage):
        exact = unicodedata.normalize("NFC", passage.exact).strip()
        if not exact:
            raise QuoteNotFound(passage.exact)
        spans = [(start, start + len(exact)) for start in _places_of(exact, self.text)]
        spans = spans or self._loose_spans(exact)
        if not spans:
            raise QuoteNotFound(exact)
        return spans[0] if len(spans) == 1 else self._likeliest(spans, passage, exact)

    def _prepare(self):
        if not self._prepared:
            self._bare, self._places = _without_space(self.text)
            self._prepared = True

    def _loose_spans(self, exact):
        self._prepare()
        bare, _places = _without_space(exact)
        starts = _places_of(bare, self._bare) if bare else []
        return [(self._places[at], self._places[at + len(bare) - 1] + 1) for at in starts]

    def _likeliest(self, spans, passage, exact):
        """The one span whose surroundings agree best with what the passage states."""
        self._prepare()
        before, after = (
            _without_space(unicodedata.normalize("NFC", words))[0]
            for words in (passage.prefix, passage.suffix)
        )
        scores = [self._agreement(span, before, after) for span in spans]
        best = [span for span, score in zip(spans, scores, strict=True) if score == max(scores) > 0]
        if len(best) == 1:
            return best[0]
        if passage.start is not None and len(spans) < MOST:
            for point in self._points_of(passage):
                exactly = [span for span in best or spans if span[0] == point]
                if exactly:
                    return exactly[0]
        raise QuoteAmbiguous(exact)

    def _points_of(self, passage):
        """Where the passage may start; tools of browsers count code units whatever they state."""
        if passage.in_code_points:
            yield passage.start
        yield Utf16Positions(self.text).to_point(passage.start)

    def _agreement(self, span, before, after):
        """How many characters next to the span are those that are stated."""
        start = bisect_left(self._places, span[0])
        end = bisect_left(self._places, span[1])
        left = self._bare[max(0, start - len(before)) : start]
        right = self._bare[end : end + len(after)]
        return _shared(left[::-1], before[::-1]) + _shared(right, after)


def _places_of(words, text):
    found, start = [], text.find(words)
    while start >= 0 and len(found) < MOST:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def _without_space(text):
    """(the text without white space and characters that are not shown, their places in it)."""
    places = [
        place
        for place, char in enumerate(text)
        if not char.isspace() and unicodedata.category(char) != "Cf"
    ]
    return "".join(text[place] for place in places), places


def _shared(one, other):
    """The number of characters with which both begin."""
    number = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        number += 1
    return number
