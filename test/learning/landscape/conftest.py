from importlib.util import find_spec

if not all(find_spec(name) for name in ("torch", "onnx", "pycocotools")):
    collect_ignore_glob = ["test_*.py"]  # needs the extra [learn]
