"""What findings read of the members of a series, in a fixed number of queries."""

from dataclasses import dataclass, field

from incidents.findings.methods.member_shares import WarningRows
from incidents.findings.parts import members, responsibility
from incidents.findings.parts.warnings import read_warnings
from incidents.series.models.series import Series
from incidents.series.queries.population import Population


@dataclass(frozen=True)
class MemberCounts:
    """The certain incidents of a series by what is known of them.

    `responsibility` is {part: number}, `denied` the number that somebody denies, `fatal` (with
    fatalities, without) among those carried out with a figure. `of_actors` is {actor: (certain,
    only suspected)} of a series by actor.
    """

    responsibility: dict
    denied: int
    fatal: tuple[int, int]
    warnings: WarningRows
    of_actors: dict = field(default_factory=dict)

    @property
    def incident_count(self) -> int:
        """The number of incidents."""
        return sum(self.responsibility.values())


def count_members(series: Series, population: Population, rows, groups) -> MemberCounts:
    """Count the certain incidents of a series; `groups` are its largest."""
    actors = groups if series.group_by == "actor" else ()
    return MemberCounts(
        responsibility.count_parts(rows, population),
        rows.filter(responsibility.denied_by_somebody(population)).count(),
        members.count_fatal(rows),
        read_warnings(rows, population),
        members.count_by_actor(series, population, rows, actors),
    )
