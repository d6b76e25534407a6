"""`manage.py bench`: measure the product and what the machine can do, at the same time.

Each figure has a reference measured in the same run (a bare DRF view, a raw database loop), since a
machine's speed varies; quote the ratio. Nothing here is a test.
"""
