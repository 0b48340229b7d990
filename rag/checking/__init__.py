"""The rules of the checker, one a module; `rag.checker` applies them."""
