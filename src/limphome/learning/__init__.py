"""From rendered frames to a quantized network: data set, training, export, quantization, evaluation. Needs torch."""
