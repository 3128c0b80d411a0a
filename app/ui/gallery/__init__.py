"""Pictures of the components and of a window with invented work, for the eye."""
