"""Evaluation: arrays in, metrics and tables out."""
