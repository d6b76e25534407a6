"""Field lists shared by the child rows of records."""

TAIL = ["version", "created", "updated"]

READ_ONLY = ["id", *TAIL]

BOUNDS = ["date_earliest", "date_latest", "date_precision"]

DATED = ["date", "date_expression", "date_reference", "date_event", "date_words", *BOUNDS]
