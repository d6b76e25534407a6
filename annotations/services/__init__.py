"""The verbs of annotations, by noun. Each says who acts (`by=`) and writes in one transaction."""
