"""The offline half: papers are read, cut into chunks, embedded and stored. `python -m index -h`."""
