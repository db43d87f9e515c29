#!/usr/bin/env bash
# Installs the peers of the benches: tfjs-layers, and Python's in .venv. PyTorch's own index has torch without CUDA (200 MB); where that
# host is closed, PyPI's build does too, with 4 GB that nothing here uses.
set -euo pipefail
cd "$(dirname "$0")/../.."

npm install --silent --no-save --ignore-scripts "@tensorflow/tfjs-layers@$(node -p "require('@tensorflow/tfjs-core/package.json').version")"

index=https://download.pytorch.org/whl/cpu
python3 -m venv .venv
extra=()
if .venv/bin/python -c "import urllib.request as u; u.urlopen('$index/torch/', timeout=10)" 2>/dev/null; then
  extra=(--extra-index-url "$index")
else
  echo "bench:peers: $index does not answer; torch comes from PyPI, with CUDA"
fi
.venv/bin/python -m pip install --quiet "${extra[@]}" --requirement bench/peers/requirements.txt
echo "bench:peers: .venv is ready; npm run bench takes it"
