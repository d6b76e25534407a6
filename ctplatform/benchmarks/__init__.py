"""`manage.py bench`: the product beside what the machine can do, in the same minutes.

Each figure stands with a reference measured in the same run (a bare DRF view, a raw database
loop), since a machine's speed drifts; the ratio is what to quote. Nothing here is a test.
"""
