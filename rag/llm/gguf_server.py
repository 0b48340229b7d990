"""The process that runs a GGUF file: llama.cpp's own server, on a free port of this machine.

It is a process of its own, so that a file that makes llama.cpp abort takes nobody along, and it
ends with the one that started it: that one holds its standard input, whose first line is the key
without which the server answers nobody. Imports nothing of ours: it is run as a file.
"""

import os
import sys

if __name__ == "__main__":
    file, context, threads = sys.argv[1:]
    key = sys.stdin.readline().strip()
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = file
    params.port = 0
    params.api_keys = [key]
    params.cors_origins = ""
    params.ui = False
    params.n_ctx = int(context)
    params.n_parallel = 1  # more would share the context and the cores
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(threads)
    params.warmup = False
    params.cache_ram_mib = 0  # else up to 8 GiB of what was asked before
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201  whom it was started by reads it
    sys.stdin.read()
    os._exit(0)
