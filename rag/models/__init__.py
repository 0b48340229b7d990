"""The kinds of language model that rag.llm opens, and the weights that a local one needs."""
