"""Augmentation: generated rows for rare labels, accepted or rejected with a reason."""
