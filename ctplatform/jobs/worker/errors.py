"""How a job ends before its end."""


class JobFailed(Exception):
    """Raised by a kind of job if a retry is useless; the message is for users."""


class Stopped(Exception):
    """The job was cancelled, or its lease was lost: abandon the work and end."""
