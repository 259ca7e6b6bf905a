"""The demo: a drive in which things break, told live and judged at its end."""
