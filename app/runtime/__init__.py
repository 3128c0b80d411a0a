"""The Qt bridge: task runner, workers, signal hub. The only place with threads."""
