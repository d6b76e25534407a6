"""Django's SQLite backend with PostgreSQL's limits of numbers."""
