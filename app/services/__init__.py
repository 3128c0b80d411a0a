"""Use cases: one transaction each; they return frozen data and what changed."""
