"""Add and change texts. Each service takes the acting user (`by=`) and is one transaction."""
