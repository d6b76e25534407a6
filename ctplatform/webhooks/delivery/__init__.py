"""How deliveries are made, signed and sent, and where to."""
