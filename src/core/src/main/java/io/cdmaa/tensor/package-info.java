/**
 * Float tensors whose memory Java owns: one direct buffer in native order that ONNX Runtime (as an
 * {@code OnnxTensor}) and ND4J (as an {@code INDArray}) both access without a copy.
 *
 * <p>The lowest floor: imports no other package of the project but the root.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.tensor;
