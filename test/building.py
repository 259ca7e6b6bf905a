"""A stand-in for TensorRT: tells that it builds, and the CPU runs what was built."""

from limphome.perception import engine

BUILDING = "building the engine, seconds so far"


def build_on_the_cpu(monkeypatch):
    """Takes the place of the runtime ``tensorrt``; gives the list of (bytes, options) that it is asked for."""
    asked = []

    def build(model, options):
        asked.append((model, options))
        options.progress(BUILDING, 5, 0)
        return engine.make_engine("onnxruntime", model, options)

    monkeypatch.setattr(engine, "_tensorrt", build)
    return asked
