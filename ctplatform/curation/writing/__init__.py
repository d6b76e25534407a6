"""Writing a row with its revision: who may, the locks, the evidence, and what follows from it."""
