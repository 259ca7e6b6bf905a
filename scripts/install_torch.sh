#!/bin/sh
# torch for training and its tests. Any release from 2.6 on will do; 2.13.0 is the one that was tested.
# The CPU's build comes from PyTorch's own index: PyPI's for Linux on x86_64 brings CUDA, which is many times as large and which nothing
# here needs. For a GPU: TORCH_INDEX=https://pypi.org/simple. A torch that is there already is kept.
# usage: install_torch.sh BIN
bin=${1:?}
index=${TORCH_INDEX:-https://download.pytorch.org/whl/cpu}
"$bin/python" -c 'import torch' 2>/dev/null && exit 0
# Asked once here: pip would ask an index that does not answer five times for every package.
if "$bin/python" -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=10)' "$index/torch/" 2>/dev/null; then
    set -- --extra-index-url "$index"
else
    echo "==> $index does not answer: torch as pip's other indexes have it (PyPI's for Linux brings CUDA, some GB)"
    set --
fi
"$bin/python" -m pip --disable-pip-version-check install -qq "$@" "torch==${TORCH_VERSION:-2.13.0}"
