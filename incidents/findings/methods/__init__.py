"""Pure methods of findings: each reads observations, and returns a result or `Insufficient`."""
