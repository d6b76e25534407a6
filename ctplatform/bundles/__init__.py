"""Project bundles: one zip file that holds a whole project, to keep, move or copy it.

`writing` makes the file from what `contents` describes. `reading` checks one as a file of a
stranger and puts its rows into the database: with the same ids, or as a copy with new ones.
"""
