"""The fine-tuned transformer: torch trains it, onnxruntime serves it."""
