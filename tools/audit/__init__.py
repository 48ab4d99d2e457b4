"""An audit that recomputes what the project states without EmoLab's evaluation or model code."""
