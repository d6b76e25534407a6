from django.db.backends.sqlite3 import base


class LimitedOperations(base.DatabaseOperations):
    """Limits integers as PostgreSQL does, in forms, serializers and filters."""

    def integer_field_range(self, internal_type):
        return self.integer_field_ranges[internal_type]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = LimitedOperations
