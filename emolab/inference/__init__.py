"""Inference: one text, many texts, and word contributions."""
