"""Find records by the words typed of their names, or by similar names if none matches.

Both give the same rows in the same order on SQLite and PostgreSQL.
"""

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Length

from ctplatform.search.folding import NEAR, fold, likeness, name_key, split_names

OFFERED = 20
WEIGHED = 100  # rows read to choose those from
NEAR_READ = 200  # rows compared when looking for similar names
MOST_CHUNKS = 6


def matching_rows(rows, words, most=OFFERED):
    """The rows whose `search_text` contains every word, best first; without words the newest.

    Case, accents, hyphens and apostrophes are ignored. Exact names come first, then names that
    start with the words. One query that stops at WEIGHED rows; if it gets so many, a second one
    reads those that start with the words.
    """
    if not fold(words):
        return list(rows.order_by("-id")[:most])
    parts = split_names(words)
    if not parts:
        return []
    found = list(_with_words(rows, " ".join(parts)).order_by("-id")[:WEIGHED])
    if len(found) == WEIGHED:
        begin = _asked_first(rows, Q(search_text__startswith=fold(words)))
        begin = begin.order_by(Length("search_text"), "-id")[:most]
        found = list({row.pk: row for row in [*begin, *found]}.values())
    return sorted(found, key=lambda row: _rank(row, name_key(words)))[:most]


def similar_rows(rows, words, most=5):
    """Rows whose names are spelled similarly to the words, most similar first."""
    chunks = _chunks(split_names(words))
    if not chunks:
        return []
    hits = sum(
        (
            Case(
                When(search_text__contains=each, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
            for each in chunks
        ),
        Value(0),
    )
    some = Q(*(Q(search_text__contains=each) for each in chunks), _connector=Q.OR)
    found = _asked_first(rows, some).annotate(hits=hits).order_by("-hits", "-id")[:NEAR_READ]
    key = name_key(words)
    alike = {row: max(likeness(key, each) for each in names_of(row)) for row in found}
    best = sorted(alike, key=lambda row: (-alike[row], _rank(row, key)))
    return [row for row in best if alike[row] >= NEAR][:most]


def names_of(row):
    """The keys of a row's names, including other names; several rows may share one."""
    return {name_key(name) for name in (str(row), *getattr(row, "other_names", ()))}


def matched_name(row, words):
    """The other name of a row that matches the words, if its own name does not; else ""."""
    parts = split_names(words)
    others = [str(row), *getattr(row, "other_names", ())]
    fitting = (name for name in others if all(part in fold(name) for part in parts))
    found = next(fitting, "")
    return "" if found == str(row) else found


def _with_words(rows, needle):
    """Rows with every word, as their model's `with_words` defines it."""
    worded = _same_database(rows).with_words(needle, rows) & rows
    worded.query.select_related = rows.query.select_related
    return worded


def _asked_first(rows, condition):
    """Rows that meet a condition on their text, which is written first in the SQL.

    SQLite keeps that order, and so checks visibility, which is slower, only for matching rows.
    """
    fitting = _same_database(rows).filter(condition) & rows
    fitting.query.select_related = rows.query.select_related
    return fitting


def _same_database(rows):
    return rows.model._default_manager.using(rows.db)


def _rank(row, key):
    label = name_key(str(row))
    return (
        label != key,
        key not in names_of(row),
        not label.startswith(key),
        key not in label,
        len(label),
        label,
        str(row.pk),
    )


def _chunks(parts):
    """Groups of three letters of the longest words; a misspelling usually leaves one unchanged."""
    longest = sorted(parts, key=len, reverse=True)[:2]
    starts = (part[at : at + 3] for part in longest for at in range(0, max(len(part) - 2, 1), 2))
    return [each for each in dict.fromkeys(starts) if len(each) >= 2][:MOST_CHUNKS]
