"""Work to do is a row, written with the change that needs it; Celery is only woken."""
