#!/bin/sh
# torch for training and its tests. Any release from 2.6 on will do; 2.13.0 is the one that was tested.
# usage: install_torch.sh BIN
bin=${1:?}
"$bin/python" -c 'import torch' 2>/dev/null && exit 0
"$bin/python" -m pip --disable-pip-version-check install -qq "torch==${TORCH_VERSION:-2.13.0}"
