"""TensorRT without a layer between: build, cache and run engines. Held to TensorRT 8.5 to 11 by the features it finds."""
