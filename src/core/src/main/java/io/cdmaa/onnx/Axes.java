package io.cdmaa.onnx;

/** The axes of a tensor as ONNX writes them: a negative one counts from the end. */
public final class Axes {
  private Axes() {}

  /**
   * Returns an axis counted from the front.
   *
   * @param axis from {@code -rank} to {@code rank - 1}
   * @param rank the number of the tensor's dimensions
   */
  public static int fromFront(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /**
   * Returns the attribute {@code axis} of a node, counted from the front.
   *
   * @param byDefault the operator's default, negative if it counts from the end
   * @param rank the number of the tensor's dimensions
   */
  public static int of(Attributes attributes, long byDefault, int rank) {
    return fromFront(attributes.integer("axis", byDefault), rank);
  }
}
