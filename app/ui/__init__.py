"""Main window, screens and widgets. No SQL, no HTTP."""
