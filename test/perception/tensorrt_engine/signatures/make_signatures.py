"""Record the public names and parameters of the real ``tensorrt`` module, of the classes that limphome uses.

Without a GPU, and without NVIDIA's own package index, the whole module does not import. What can be had::

    pip download --no-deps tensorrt-stubs==10.13.0.35.1              # signatures of 10.13, read from the module by pybind11
    pip install --no-deps tensorrt-lean-cu12-bindings==11.4.0.106 tensorrt-lean-cu12-libs==11.4.0.106   # imports: no builder
    pip download --no-deps tensorrt-cu12-bindings==11.4.0.106        # its builder, as far as names in the binary tell

    python make_signatures.py STUBS.pyi TENSORRT.so
"""

import ast
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
CLASSES = (
    "Logger",
    "Runtime",
    "ICudaEngine",
    "IExecutionContext",
    "Builder",
    "IBuilderConfig",
    "INetworkDefinition",
    "OnnxParser",
    "IOptimizationProfile",
    "IProgressMonitor",
    "IInt8EntropyCalibrator2",
    "ITensor",
    "BuilderFlag",
    "NetworkDefinitionCreationFlag",
    "MemoryPoolType",
    "DeviceType",
    "TensorIOMode",
    "DataType",
)


def of_stubs(path):
    """Class -> member -> parameter names, None for what is no method."""
    found = {}
    text = re.sub(r" = [\w.<>: -]+(?=[,)])", "", path.read_text())  # defaults in an order that Python refuses
    for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE):  # other classes hold names that Python refuses too
        match = re.match(r"class (\w+)", block)
        if match and match.group(1) in CLASSES:
            (node,) = ast.parse(block).body
            members = found.setdefault(node.name, {"": [ast.unparse(base) for base in node.bases]})
            for item in node.body:
                if isinstance(item, ast.FunctionDef):
                    is_property = any(isinstance(d, ast.Name) and d.id == "property" for d in item.decorator_list)
                    names = [argument.arg for argument in item.args.args[1:]]
                    known = members.get(item.name)
                    members[item.name] = None if is_property else max(known or [], names, key=len)
                elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                    members[item.target.id] = None
    return found


def of_module(module):
    """As :func:`of_stubs`, from pybind11's docstrings."""
    found = {}
    for name in CLASSES:
        kind = getattr(module, name, None)
        if kind is None:
            continue
        found[name] = {}
        for member in dir(kind):
            text = getattr(getattr(kind, member), "__doc__", "") or ""
            forms = [re.findall(r"(\w+): ", form) for form in re.findall(rf"{member}\(self: [^,)]+(?:, )?(.*?)\) ->", text)]
            if forms or not member.startswith("_"):
                found[name][member] = max(forms, key=len) if forms else None
    return found


def main():
    stubs, binary = of_stubs(Path(sys.argv[1])), Path(sys.argv[2]).read_bytes()
    import tensorrt_lean_bindings.tensorrt_lean as lean

    newest = {}
    for name, members in {**stubs, **of_module(lean)}.items():
        kept = {
            m: p
            for m, p in members.items()
            if m.startswith("_") or not m or name in dir(lean) or b"\0%s\0" % m.encode() in binary
        }
        if name.encode() + b"\0" in binary or name in dir(lean):  # a linker may store it as the end of a longer one
            newest[name] = kept
    for version, classes in (("10.13", stubs), ("11.4", newest)):
        rows = {"schema_version": 1, "version": version, "classes": classes}
        (HERE / f"{version}.json").write_text(json.dumps(rows, separators=(",", ":"), sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
