package io.cdmaa.autodiff;

/** Emits the gradient of one input of a node from the gradients of its outputs. */
@FunctionalInterface
public interface GradientFormula {
  /**
   * @param b the node, the gradients of its outputs, and the builder to emit into
   * @return the name of a value of the input's shape: the gradient with respect to it
   */
  String gradient(Backward b);
}
