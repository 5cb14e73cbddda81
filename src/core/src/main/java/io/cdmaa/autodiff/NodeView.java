package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.Optional;

/** A node with its static types, and the values of its constant inputs. */
public class NodeView {
  private final GraphBuilder builder;
  private final Node node;

  NodeView(GraphBuilder builder, Node node) {
    this.builder = builder;
    this.node = node;
  }

  /** Returns the node itself. */
  public Node node() {
    return node;
  }

  /** Returns the node's attributes. */
  public Attributes attributes() {
    return node.attributes();
  }

  /** Returns the name of an input. */
  public String x(int index) {
    return node.input(index);
  }

  /** Returns the name of the first output. */
  public String y() {
    return node.output();
  }

  /** Returns the static type of an input. */
  public TensorType xType(int index) {
    return builder.type(node.input(index));
  }

  /** Returns the dimensions of an input. */
  public long[] xDims(int index) {
    return xType(index).dims();
  }

  /** Returns the dimensions of an output. */
  public long[] yDims(int index) {
    return builder.type(node.outputs().get(index)).dims();
  }

  /** Returns the dimensions of the first output. */
  public long[] yDims() {
    return yDims(0);
  }

  /** Returns the value of an input, if it is constant. */
  public Optional<TensorData> constant(int index) {
    return node.hasInput(index)
        ? Optional.ofNullable(builder.constantOf(node.input(index)))
        : Optional.empty();
  }

  /** Returns the builder to emit into. */
  protected GraphBuilder builder() {
    return builder;
  }
}
