"""Data: rows read, checked, split, and audited for leaks."""
