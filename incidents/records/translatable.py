"""Mark labels for translation where they are defined; they are translated when shown."""


def _(label):
    """Mark a label for makemessages; pages translate it when they show it."""
    return label
