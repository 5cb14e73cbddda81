package io.cdmaa.autodiff;

/** Emits the gradient of one input of a node from the gradients of its outputs. */
@FunctionalInterface
public interface GradientFormula {
  /**
   * Emits the gradient.
   *
   * @param b the node, the gradients of its outputs, and the builder to emit into
   * @return the name of the gradient with respect to the input, of the input's shape
   */
  String gradient(Backward b);
}
