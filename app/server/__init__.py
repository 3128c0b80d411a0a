"""The central server: keeps every office's events, judges them, and copies them to whom they concern."""
