#!/usr/bin/env bash
# The engine's tests with the oldest NumPy and Python that are claimed, and with the newest found.
#
#     bash tests/matrix.sh [arguments of pytest]
#
# Each pair gets an environment of its own in .matrix/, which stays for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."

TESTS=(tests/ops tests/engine/test_graph.py tests/test_tensor.py tests/test_files.py tests/datasets)

try() { # python, numpy
  local candidate python=
  for candidate in "$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/${1#python}".*/bin/python; do
    if "$candidate" -c "" 2>/dev/null; then python=$candidate; break; fi
  done
  if [ -z "$python" ]; then
    echo "$1 is not here: left out"
    return
  fi
  local place=".matrix/$1-${2//[<>=]/}"
  if [ ! -x "$place/bin/pytest" ]; then
    "$python" -m venv "$place"
    local pip="$place/bin/python -m pip install --quiet --disable-pip-version-check"
    $pip --upgrade pip
    $pip "$2" graphviz --group tests
  fi
  "$place/bin/python" -c 'import numpy, platform
print("Python", platform.python_version(), "with NumPy", numpy.__version__)'
  HYPOTHESIS_PROFILE=${HYPOTHESIS_PROFILE:-ci} "$place/bin/python" -m pytest -p no:cacheprovider "${TESTS[@]}" "${@:3}"
}

try python3.11 numpy==2.0.0 "$@"
try python3.13 numpy "$@"
