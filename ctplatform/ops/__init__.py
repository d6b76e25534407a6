"""Set-up, processes, tests, backups and health of an installation."""
