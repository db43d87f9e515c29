#!/usr/bin/env bash
# Builds the native engine without tfjs-node's own binary: installs tfjs-node, compiles its binding (two C++
# files against Node's stable C interface) and links it to the TensorFlow library that lies in PyPI's wheel.
# Quick when all is there already.
#
# LEDGERWALK_NATIVE_CACHE: a folder that keeps the library (850 MB) and the binding between installs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
# The repository, or the project that the package is installed in.
cd "${root%%/node_modules/*}"

tensorflow=2.21.0
tfjs=4.22.0

fail() { echo "setup:native: $1" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is missing; install $2"; }

check() {
  if [ -f "$here/check.js" ]; then node "$here/check.js"; else node -r ts-node/register "$here/check.ts"; fi
}
if check 2>/dev/null; then exit; fi

[ "$(uname -s)" = Linux ] || fail "builds on Linux only; elsewhere \`npm install --no-save @tensorflow/tfjs-node\` downloads its own binary"

package=node_modules/@tensorflow/tfjs-node
if [ ! -f "$package/package.json" ]; then
  echo "setup:native: installing tfjs-node without its binary"
  # As a dependency, for npm leaves out what is an optional peer alone.
  npm install --silent --ignore-scripts --no-save --save-prod "@tensorflow/tfjs-node@$tfjs" ||
    fail "npm cannot install tfjs-node"
fi
tfjs=$(node -p "require('@tensorflow/tfjs-node/package.json').version")

cache=${LEDGERWALK_NATIVE_CACHE:-node_modules/.cache/ledgerwalk-native}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
library=$cache/tensorflow-$tensorflow
binding=$cache/tfjs_binding-$tfjs-tensorflow-$tensorflow.node
partial=$cache/partial-$$
trap 'rm -rf "$partial"' EXIT

if [ ! -d "$library" ]; then
  need python3 "Python 3 (Debian: python3 python3-pip)"
  python3 -m pip --version >/dev/null 2>&1 || fail "Python's pip is missing; install it (Debian: python3-pip)"
  echo "setup:native: downloading TensorFlow $tensorflow (275 MB)"
  # A fixed Python version, so that any Python can fetch the wheel; nothing in it is run.
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 \
    --dest "$partial" "tensorflow-cpu==$tensorflow" || fail "pip finds no tensorflow-cpu $tensorflow for this machine"
  python3 "$here/unpack.py" "$partial"/*.whl "$partial/library"
  mv "$partial/library" "$library"
fi

if [ ! -f "$binding" ]; then
  need g++ "a C++ compiler (Debian: g++)"
  echo "setup:native: compiling tfjs-node's binding"
  headers=$(dirname "$(dirname "$(node -p process.execPath)")")/include/node
  if [ ! -f "$headers/node_api.h" ]; then
    npm install --silent --no-save --prefix "$partial" node-api-headers || fail "Node's headers are missing (node_api.h)"
    headers=$partial/node_modules/node-api-headers/include
  fi
  g++ -std=c++17 -O2 -w -fPIC -shared -DNAPI_VERSION=8 -I "$package" -I "$headers" -I "$library/include" \
    "$package"/binding/*.cc -o "$binding.tmp" \
    -L "$library" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,'$ORIGIN/../../deps/lib' ||
    fail "g++ cannot compile tfjs-node's binding"
  mv "$binding.tmp" "$binding"
fi

place=$(node -p "require('@mapbox/node-pre-gyp').find(require('path').resolve('$package/package.json'))")
rm -rf "$package/deps"
mkdir -p "$(dirname "$place")" "$package/deps"
cp "$binding" "$place"
ln -sr "$library" "$package/deps/lib"
check
