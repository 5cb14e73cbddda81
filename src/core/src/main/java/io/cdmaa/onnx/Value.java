package io.cdmaa.onnx;

/**
 * A named graph input or output.
 *
 * @param name the value's name
 * @param type its type; dimensions may be unknown before the shapes are fixed
 */
public record Value(String name, TensorType type) {}
