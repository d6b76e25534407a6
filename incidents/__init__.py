"""FACTS: what happened, who did it or says so, and how sure we are.

Stands on ctplatform.curation (every change goes through that door); never imports annotations.
"""
