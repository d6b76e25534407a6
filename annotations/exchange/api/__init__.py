"""API of imports of annotated texts, and of annotations as Web Annotations."""
