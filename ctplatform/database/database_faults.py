"""Distinguish a full disk and an unavailable or damaged database from other errors."""

import errno

from django.db.utils import DatabaseError, InterfaceError, OperationalError

from ctplatform.database.fault_advice import DAMAGED, FULL_DISK


def is_full_disk(error: BaseException) -> bool:
    """Whether the error means that the disk was full."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, DatabaseError) and any(words in str(error) for words in FULL_DISK)


def is_damaged_database(error: BaseException) -> bool:
    """Whether the database reports that its own files are damaged."""
    return isinstance(error, DatabaseError) and any(words in str(error) for words in DAMAGED)


def is_database_away(error: BaseException) -> bool:
    """Whether the database does not answer, or is too busy."""
    return isinstance(error, (OperationalError, InterfaceError))
