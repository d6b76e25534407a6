"""ROOF: pages that join both apps."""
