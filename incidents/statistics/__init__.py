"""Pure: numbers in, numbers out. Scores of forecasts, balance of evidence, competing hypotheses."""
