"""The tour: the real program, driven by keys as a clerk would, leaving screenshots, papers and a summary."""
