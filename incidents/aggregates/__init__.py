"""What can be computed from the register at any time, and thrown away."""
