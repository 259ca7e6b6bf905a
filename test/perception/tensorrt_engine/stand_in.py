"""A ``tensorrt`` that has what the recorded module has and nothing else, and runs its engines with ONNX Runtime.

Every name that is not in the recording is an AttributeError, every call with other parameters a TypeError: so the code is
held to the real module's signatures where the module itself cannot run.
"""

import json
import types
from pathlib import Path

import numpy as np
import onnxruntime

SIGNATURES = Path(__file__).parent / "signatures"
KINDS = {"tensor(float)": "FLOAT", "tensor(uint8)": "UINT8", "tensor(int64)": "INT64"}
# TensorRT 8.5 by NVIDIA's documents: no progress monitor, no UINT8, and explicit batch must be asked for.
OLD = {"": ("IProgressMonitor",), "IBuilderConfig": ("progress_monitor",), "DataType": ("UINT8", "INT64")}


def recorded(version):
    """Class -> member -> parameters."""
    if version != "8.5":
        return json.loads((SIGNATURES / f"{version}.json").read_text())["classes"]
    classes = recorded("10.13")
    for name in OLD[""]:
        del classes[name]
    for name, members in OLD.items():
        for member in members if name else ():
            classes[name].pop(member, None)
    return classes


class Checked:
    """An object with the members of a recorded class; behaviour comes from methods called ``do_<member>``."""

    def __init__(self, module, name):
        self.__dict__.update(module=module, members=module.classes[name], kind=name, values={})

    def __getattr__(self, name):
        if name not in self.members:
            raise AttributeError(f"TensorRT {self.module.version}: {self.kind} has no {name}")
        parameters = self.members[name]
        if parameters is None:
            return self.values[name]
        return lambda *given: self._call(name, parameters, given)

    def __setattr__(self, name, value):
        if name not in self.members or self.members[name] is not None:
            raise AttributeError(f"TensorRT {self.module.version}: {self.kind} has no attribute {name}")
        self.values[name] = value

    def _call(self, name, parameters, given):
        if len(given) > len(parameters):
            raise TypeError(f"{self.kind}.{name}{tuple(parameters)} was given {len(given)}")
        self.module.calls.append((self.kind, name, given))
        return getattr(type(self), f"do_{name}")(self, *given)


class Enumeration:
    def __init__(self, module, name):
        for value, member in enumerate(member for member in module.classes[name] if member[:1].isupper()):
            setattr(self, member, Member(member, value))


class Member(int):
    def __new__(cls, name, value):
        made = super().__new__(cls, value)
        made.name = name
        return made


class Builder(Checked):
    def do_create_network(self, flags=0):
        return Network(self.module, flags)

    def do_create_builder_config(self):
        return Config(self.module, "IBuilderConfig")

    def do_create_optimization_profile(self):
        return Profile(self.module, "IOptimizationProfile")

    def do_build_serialized_network(self, network, config):
        monitor = config.values.get("progress_monitor")
        if monitor is not None:
            monitor.phase_start("Building", "", 2)
            monitor.step_complete("Building", 0)
            monitor.phase_finish("Building")
        return bytearray(b"ENGINE" + network.model)


class Network(Checked):
    def __init__(self, module, flags):
        super().__init__(module, "INetworkDefinition")
        self.__dict__.update(flags=flags, model=None)

    def do_get_input(self, index):
        one = onnxruntime.InferenceSession(self.model).get_inputs()[index]
        return types.SimpleNamespace(name=one.name, shape=[n if isinstance(n, int) else -1 for n in one.shape])


class Parser(Checked):
    def __init__(self, module, network):
        super().__init__(module, "OnnxParser")
        self.__dict__["network"] = network

    def do_parse(self, model, path=None):
        try:
            session = onnxruntime.InferenceSession(model)
        except Exception as error:  # noqa: BLE001 - ONNX Runtime's own classes
            self.values.update(num_errors=1)
            self.__dict__["error"] = error
            return False
        self.network.__dict__["model"] = model
        self.network.values["num_inputs"] = len(session.get_inputs())
        return True

    def do_get_error(self, index):
        return str(self.error)


class Config(Checked):
    def do_set_memory_pool_limit(self, pool, size):
        pass

    def do_set_flag(self, flag):
        self.values.setdefault("flags", []).append(flag.name)
        self.module.flags.append(flag.name)

    def do_add_optimization_profile(self, profile):
        return 0


class Profile(Checked):
    def do_set_shape(self, name, smallest, usual, largest):
        self.module.shapes[name] = usual


class Runtime(Checked):
    def do_deserialize_cuda_engine(self, stored):
        return Engine(self.module, bytes(stored)[6:]) if bytes(stored[:6]) == b"ENGINE" else None


class Engine(Checked):
    def __init__(self, module, model):
        super().__init__(module, "ICudaEngine")
        session = onnxruntime.InferenceSession(model)
        nodes = [*session.get_inputs(), *session.get_outputs()]
        self.__dict__.update(session=session, nodes=nodes, inputs=[one.name for one in session.get_inputs()])
        self.values["num_io_tensors"] = len(nodes)

    def do_get_tensor_name(self, index):
        return self.nodes[index].name

    def do_get_tensor_mode(self, name):
        modes = self.module.TensorIOMode
        return modes.INPUT if name in self.inputs else modes.OUTPUT

    def do_get_tensor_shape(self, name):
        (node,) = (one for one in self.nodes if one.name == name)
        return [n if isinstance(n, int) else -1 for n in node.shape]

    def do_get_tensor_dtype(self, name):
        (node,) = (one for one in self.nodes if one.name == name)
        return getattr(self.module.DataType, KINDS[node.type])

    def do_create_execution_context(self):
        return Context(self.module, self)


class Context(Checked):
    def __init__(self, module, engine):
        super().__init__(module, "IExecutionContext")
        self.__dict__.update(engine=engine, addresses={}, shapes={})

    def do_set_input_shape(self, name, shape):
        self.shapes[name] = shape
        return True

    def do_get_tensor_shape(self, name):
        return self.shapes.get(name, Engine.do_get_tensor_shape(self.engine, name))

    def do_set_tensor_address(self, name, memory):
        self.addresses[name] = memory
        return True

    def do_execute_async_v3(self, stream):
        cuda = self.module.cuda
        cuda.order.append("execute")
        cuda.is_busy = cuda.hangs
        feeds = {name: cuda.memory[self.addresses[name]] for name in self.engine.inputs}
        names = [name for name in self.addresses if name not in self.engine.inputs]
        for name, value in zip(names, self.engine.session.run(names, feeds)):
            cuda.memory[self.addresses[name]] = value
        return True


class HostCuda:
    """Device memory in a dictionary; notes the order of what it is asked for. ``hangs``: what is started does not end."""

    def __init__(self, sm=(7, 2)):
        self.sm, self.memory, self.order, self.made = sm, {}, [], 0
        self.hangs = self.is_busy = False

    def compute_capability(self):
        return self.sm

    def stream(self):
        return 99

    def device(self, size):
        self.made += 1
        self.memory[self.made] = None
        return self.made

    def pinned(self, shape, dtype):
        self.made += 1
        return np.zeros(shape, dtype)

    def copy(self, array, address, kind, stream):
        self.order.append("to device" if kind == 1 else "to host")
        if kind == 1:
            self.memory[address] = array.copy()
        else:
            np.copyto(array, self.memory[address])

    def is_done(self, stream):
        return not self.is_busy

    def wait(self, stream, limit_s):
        self.order.append("wait")
        return not self.is_busy

    def free(self, addresses, arrays, stream):
        for address in addresses:
            del self.memory[address]


class StandIn:
    """The module."""

    def __init__(self, version, cuda):
        self.version, self.__version__, self.cuda = version, version, cuda
        self.classes, self.calls, self.flags, self.shapes = recorded(version), [], [], {}
        for name in ("BuilderFlag", "NetworkDefinitionCreationFlag", "MemoryPoolType", "DeviceType", "TensorIOMode", "DataType"):
            setattr(self, name, Enumeration(self, name))
        for name in ("IProgressMonitor", "IInt8EntropyCalibrator2"):
            if name in self.classes:
                setattr(self, name, type(name, (), {"__init__": lambda self: None}))
        self.Logger = type("Logger", (), {"WARNING": 2, "__init__": lambda self, severity: None})

    def Builder(self, logger):
        made = Builder(self, "Builder")
        made.values["num_DLA_cores"] = 2
        return made

    def Runtime(self, logger):
        return Runtime(self, "Runtime")

    def OnnxParser(self, network, logger):
        return Parser(self, network)
