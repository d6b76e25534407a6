"""articles/, codebooks/, codes/, annotations/, links/, comments/."""
