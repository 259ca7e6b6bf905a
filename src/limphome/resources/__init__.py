"""Where share files lie, and how files become checked objects."""

from limphome.resources.config import load_config, make_config, option
from limphome.resources.share import find_named, share_dir
from limphome.resources.yaml_file import read_yaml

__all__ = ["find_named", "load_config", "make_config", "option", "read_yaml", "share_dir"]
