"""Models of checks: the check, the figures that sources state, and the outcomes."""
