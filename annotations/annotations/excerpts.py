"""Pure: how much of a restricted text its quotes show to people outside its project.

Each quote shows its first 300 code points at most, and all quotes together no more than a tenth of
the text, 3,000 at most. Text in several quotes counts once. Quotes are served in the order in which
they were created, so that a later one takes nothing from earlier ones.
"""

from bisect import bisect_right

LONGEST = 300  # code points of one quote
MOST = 3000  # different code points of all quotes of a text
SHARE = 10  # all quotes together show at most a tenth of the text


def budget(length: int) -> int:
    """How many code points of a text of this length may be shown in all."""
    return min(MOST, length // SHARE)


def shown_lengths(spans, left: int) -> dict:
    """{key: how many code points of a quote are shown, from its beginning}.

    `spans` are (key, start, end), served in this order; `left` is the budget of code points.
    """
    found, cover = {}, _Cover()
    for key, start, end in spans:
        stop, left = cover.reach(start, min(end, start + LONGEST), left)
        found[key] = stop - start
    return found


class _Cover:
    """The parts that are shown so far: runs in order that neither meet nor overlap."""

    def __init__(self):
        self.starts, self.ends = [], []

    def reach(self, start, end, left) -> tuple[int, int]:
        """(the position up to which a quote from `start` is shown, the budget that is left)."""
        at = start
        while at < end:
            run = bisect_right(self.starts, at)
            if run and at < self.ends[run - 1]:
                at = min(end, self.ends[run - 1])
                continue
            if not left:
                break
            gap = min(end, self.starts[run]) if run < len(self.starts) else end
            step = min(gap - at, left)
            at, left = at + step, left - step
        self._add(start, at)
        return at, left

    def _add(self, start, end):
        """Add a run, joined with those that it meets."""
        if start == end:
            return
        first = bisect_right(self.ends, start - 1)
        last = bisect_right(self.starts, end)
        if first < last:
            start, end = min(start, self.starts[first]), max(end, self.ends[last - 1])
        self.starts[first:last], self.ends[first:last] = [start], [end]
