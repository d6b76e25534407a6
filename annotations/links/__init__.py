"""Links from passages to records of the register: what a text says about a record."""
