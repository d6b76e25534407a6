"""Places as a reader is told of them: positions as exact as incidents.positions lets them be."""

from ctplatform.exchange.tables import tuples
from incidents.positions import Position, teller


def positions_told(rows, columns, reader):
    """Yield the tuples of places with the positions that this reader is told."""
    tell, names = teller(reader), tuple(columns)
    kind, precision = names.index("kind"), names.index("public_precision")
    spots = [names.index(name) for name in Position._fields]
    for project, *row in tuples(rows, {"owner": "project_id"} | columns):
        position = Position(*(row[at] for at in spots))
        for at, value in zip(
            spots, tell(project, row[kind], row[precision], position), strict=True
        ):
            row[at] = value
        yield tuple(row)
