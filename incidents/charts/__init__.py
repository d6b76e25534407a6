"""Further charts of a series: kinds, downloads, events on the axis, and pinned copies."""
