"""Strategies: each a way of generating rows."""
