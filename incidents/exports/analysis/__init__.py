"""The tables for analysis of the register: events, actors, relations, assessments, judgements."""
