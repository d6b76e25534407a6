"""Functions of the database that Django lacks, for both databases."""

from django.db.models import Aggregate, CharField, Func, IntegerField


class DaysBetween(Func):
    """Whole days from the first date to the second."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler,
            connection,
            template="CAST(julianday(%(expressions)s) AS INTEGER)",
            arg_joiner=") - julianday(",
            **context,
        )


class Joined(Aggregate):
    """Join texts of several rows; Joined(words, column) orders them by the column.

    SQLite supports such an order only since 3.44; here it joins them in the order of its rows.
    """

    template = "STRING_AGG(%(expressions)s)"
    separator = "'; '"
    output_field = CharField()

    @property
    def arg_joiner(self):
        return f", {self.separator} ORDER BY "

    def as_sqlite(self, compiler, connection, **context):
        words = self.copy()
        words.set_source_expressions([self.get_source_expressions()[0], None])
        template = f"GROUP_CONCAT(%(expressions)s, {self.separator})"
        return words.as_sql(compiler, connection, template=template, **context)


class Listed(Joined):
    """As Joined, separated by newlines, for texts that may contain any other separator."""

    separator = "'\n'"
