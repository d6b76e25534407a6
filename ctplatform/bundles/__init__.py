"""Project bundles: one zip file that holds a whole project, to keep, move or copy it.

`writing` makes the file, `checking` reads one as a stranger's file, in a limited process, and
`restoring` writes its rows into the database: with the same ids, or as a copy with new ones.
"""
