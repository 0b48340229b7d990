"""One folder a room, as in the project; tests use real parts."""
