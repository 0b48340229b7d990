"""The offline half: papers in, an index out. `python -m index -h`.

In: names of sources: files, folders, addresses.
Out: an index in a folder, which `index.store.reader` opens.
May import: nothing of ours.
"""
