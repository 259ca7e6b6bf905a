"""``python -m limphome``, and ``torchrun -m limphome``."""

from limphome.cli.main import main

main()
