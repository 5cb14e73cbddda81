"""Official checkpoints to ONNX files with manifests, and the proof of their gradients."""
