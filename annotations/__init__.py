"""What was written, and what readers marked in it.

May import `incidents` and everything under `ctplatform`; `incidents` never imports this package.
"""
