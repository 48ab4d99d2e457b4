"""Inference: one text, many texts, and what moved a score."""
