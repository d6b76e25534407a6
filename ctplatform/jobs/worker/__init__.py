"""What a worker does: take jobs, run them, report on them, find what waits."""
