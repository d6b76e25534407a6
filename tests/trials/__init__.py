"""A type of record that is in no other file: what a new type has to declare, and what it gets.

`test_record_types.py` runs `check_trials.py` with the settings of this folder.
"""
