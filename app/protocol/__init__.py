"""The wire: canonical form, hashes and message models, shared by desktop and server."""
