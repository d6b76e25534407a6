"""Pure: how much of a restricted text its quotes tell people outside its project.

Each quote tells its first 300 code points, and all of them together no more than a tenth of the
text, 3,000 at most. What several quote counts once. Quotes are served in the order in which they
were made, so that a later one takes nothing from what is told already.
"""

from bisect import bisect_right

LONGEST = 300  # code points of one quote
MOST = 3000  # different code points of all quotes of a text
SHARE = 10  # and no more than its tenth part


def budget(length: int) -> int:
    """How many code points of a text of this length may be told in all."""
    return min(MOST, length // SHARE)


def told(spans, left: int) -> dict:
    """{key: how many code points of a quote are told, from its beginning}.

    `spans` are (key, start, end), the first to be served first; `left` are told in all.
    """
    found, cover = {}, _Cover()
    for key, start, end in spans:
        stop, left = cover.reach(start, min(end, start + LONGEST), left)
        found[key] = stop - start
    return found


class _Cover:
    """What is told so far: runs that neither meet nor overlap, in their order."""

    def __init__(self):
        self.starts, self.ends = [], []

    def reach(self, start, end, left) -> tuple[int, int]:
        """(how far from start on it may be told, what is left of the budget then)."""
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
        """Join a run to those that it meets."""
        if start == end:
            return
        first = bisect_right(self.ends, start - 1)
        last = bisect_right(self.starts, end)
        if first < last:
            start, end = min(start, self.starts[first]), max(end, self.ends[last - 1])
        self.starts[first:last], self.ends[first:last] = [start], [end]
