#!/bin/sh
# torch for training and its tests. Any release from 2.6 on will do; 2.13.0 is the one that was tested.
# The CPU's build comes from PyTorch's own index: PyPI's for Linux on x86_64 brings CUDA, which is many times as large and which nothing
# here needs. For a GPU: TORCH_INDEX=https://pypi.org/simple. A torch that is there already is kept. Where the index cannot be
# reached pip takes what the others have.
# usage: install_torch.sh BIN
bin=${1:?}
"$bin/python" -c 'import torch' 2>/dev/null && exit 0
"$bin/python" -m pip --disable-pip-version-check install -qq \
    --extra-index-url "${TORCH_INDEX:-https://download.pytorch.org/whl/cpu}" "torch==${TORCH_VERSION:-2.13.0}"
