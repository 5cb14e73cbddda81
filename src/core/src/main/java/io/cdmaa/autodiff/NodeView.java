package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.Optional;

/** A node with what is known of its inputs and outputs: static types, and values if constant. */
public class NodeView {
  private final GraphBuilder builder;
  private final Node node;

  NodeView(GraphBuilder builder, Node node) {
    this.builder = builder;
    this.node = node;
  }

  /** The node itself. */
  public Node node() {
    return node;
  }

  /** The node's attributes. */
  public Attributes attributes() {
    return node.attributes();
  }

  /** The name of an input. */
  public String x(int index) {
    return node.input(index);
  }

  /** The name of the first output. */
  public String y() {
    return node.output();
  }

  /** The static type of an input. */
  public TensorType xType(int index) {
    return builder.type(node.input(index));
  }

  /** The dimensions of an input. */
  public long[] xDims(int index) {
    return xType(index).dims();
  }

  /** The dimensions of an output. */
  public long[] yDims(int index) {
    return builder.type(node.outputs().get(index)).dims();
  }

  /** The dimensions of the first output. */
  public long[] yDims() {
    return yDims(0);
  }

  /** The value of an input, if it is constant. */
  public Optional<TensorData> constant(int index) {
    return node.hasInput(index)
        ? Optional.ofNullable(builder.constantOf(node.input(index)))
        : Optional.empty();
  }

  /** The builder to emit into. */
  protected GraphBuilder builder() {
    return builder;
  }
}
