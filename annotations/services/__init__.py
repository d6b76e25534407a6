"""Services of annotations, by model. Each takes the acting user (`by=`) and is one transaction."""
