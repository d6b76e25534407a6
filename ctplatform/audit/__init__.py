"""The audit log: who took which records out of the platform, when, and how many."""
