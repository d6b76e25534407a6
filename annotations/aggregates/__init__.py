"""What can be computed from annotations at any time, and thrown away."""
