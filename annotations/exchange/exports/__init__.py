"""Write annotations in the formats of other annotation tools."""
