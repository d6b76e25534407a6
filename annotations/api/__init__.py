"""API of articles/, codebooks/, codes/, annotations/, links/ and comments/."""
