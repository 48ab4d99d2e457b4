"""Linear models on TF-IDF features."""
