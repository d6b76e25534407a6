"""Pages and fragments that find, weigh and choose linked passages."""
