# Sets up what it needs in .venv the first time, and again when pyproject.toml has changed.
.PHONY: serve demo test test-deep lint benchmark messages pictures dist clean

serve: .venv/ready
	.venv/bin/taperdocs serve

demo: .venv/ready
	.venv/bin/taperdocs demo -o demo

# Each process takes tests that stand together, which share what they make.
test: .venv/ready-dev
	.venv/bin/pytest -n auto --dist worksteal
	$(MAKE) lint

# Before a release: all plans, days and papers, and new examples of every property. It takes hours.
test-deep: .venv/ready-dev
	.venv/bin/pytest -n auto --dist worksteal --hypothesis-profile=thorough

lint: .venv/ready-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

# Prints how fast this is against its peers. Without --short it takes longer and is steadier.
benchmark: .venv/ready-benchmark
	.venv/bin/python benchmarks/run.py --short

messages: .venv/ready
	.venv/bin/python tests/messages.py

pictures: .venv/ready-dev
	.venv/bin/python samples/pictures.py

# The archive of the source, and the wheel that is built from it.
dist: .venv/ready-dist
	rm -rf dist
	.venv/bin/python -m build --outdir dist
	.venv/bin/python -m twine check --strict dist/*

clean:
	rm -rf .venv build demo dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -exec rm -rf {} +

.venv/ready: pyproject.toml .ci/setup
	sh .ci/setup
	touch $@

.venv/ready-dev: pyproject.toml .ci/setup
	sh .ci/setup dev
	touch $@ .venv/ready

.venv/ready-dist: pyproject.toml .ci/setup
	sh .ci/setup dist
	touch $@ .venv/ready

.venv/ready-benchmark: pyproject.toml .ci/setup
	sh .ci/setup benchmark
	touch $@ .venv/ready
