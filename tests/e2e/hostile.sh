#!/bin/bash
# hostile.sh - a short choice of tests/hostile; `make test-hostile` grades all of it.
exec "$(dirname "$0")/../hostile/run" short
