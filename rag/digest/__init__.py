"""What is new on some topics: written, mailed, fed. `python -m rag.digest -h`."""
