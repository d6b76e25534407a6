"""Services that create or change many records at once."""
