"""Forms of the register. They check words and choices; the door decides and writes."""
