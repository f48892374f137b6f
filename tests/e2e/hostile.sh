#!/bin/bash
# hostile.sh - all hostile submissions that need no timing; `make test-hostile` adds the timed ones.
# long: about a hundred and sixty submissions.
exec "$(dirname "$0")/../hostile/run" tricks bytes files
