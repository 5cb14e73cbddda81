"""Single-node ONNX cases that verify the float64 evaluator of the Java tests."""
