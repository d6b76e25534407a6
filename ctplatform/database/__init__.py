"""How the database is reached and asked: its address, its faults, its own extensions."""
