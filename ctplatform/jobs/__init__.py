"""Background jobs: a job is a row, written with the change that needs it; Celery wakes a worker."""
