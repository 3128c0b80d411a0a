"""Exchange with the central server: what waits is sent, what is new is fetched. It knows of no window."""
