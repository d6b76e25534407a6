"""What settings.py reads from the environment of an installation."""
