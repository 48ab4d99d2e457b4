"""One file a chart: its table, figure, title, caption and alternative text."""
