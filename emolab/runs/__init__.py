"""Runs: folders of files, written whole or not at all, verified when read."""
