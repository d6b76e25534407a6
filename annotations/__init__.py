"""Texts, and the annotations, links and comments of their readers.

May import `incidents` and everything under `ctplatform`; `incidents` never imports this package.
"""
