# For who types make: ./dev does each task, installs what it lacks on Debian, and says how with `./dev --help`.
# `make TASK` is `./dev TASK`; `make` alone says which there are.
TASKS := build run test bench fuzz lint format package

.PHONY: help $(TASKS) all check install
help:
	@./dev --help
$(TASKS):
	@./dev $@
all: build
check: test
install:
	@echo 'After ./dev build: cmake --install build/release --prefix WHERE; for packages of Debian: ./dev package'
