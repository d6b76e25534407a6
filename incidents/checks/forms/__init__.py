"""Forms of a check, of what sources state for it, and of the outcome that a reviewer sets."""
