"""The tools that assistants have: to read, and to propose."""
