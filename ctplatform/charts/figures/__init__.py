"""Further drawings of a series: small multiples, calendar, estimates, and as Vega-Lite. Pure."""
