"""Values computed from annotations, which are not stored or can be recomputed at any time."""
