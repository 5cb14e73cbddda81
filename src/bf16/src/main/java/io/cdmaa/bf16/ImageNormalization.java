package io.cdmaa.bf16;

import io.cdmaa.onnx.Node;

/** The normalisation of one image of a batch, which its gradient asks for what it has kept. */
interface ImageNormalization {
  /**
   * Adds the forward pass.
   *
   * @param shift what is added to each channel
   * @param target the batch of results
   * @param rectified whether negative results become 0
   */
  void forward(Lowering at, Node node, Tensor shift, Tensor target, boolean rectified);

  /**
   * Adds the gradient, after the forward pass.
   *
   * @param rectified whether g is the gradient after the rectifier of the forward pass
   * @param g the batch of gradients of the results
   * @param target where the gradients of what was normalised go
   */
  void backward(Lowering at, Node node, boolean rectified, Tensor g, Tensor target);
}
