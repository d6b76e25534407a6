"""The register: what happened, who did it or says so, and how sure we are.

Depends on ctplatform.curation, through which every change goes; never imports annotations.
"""
