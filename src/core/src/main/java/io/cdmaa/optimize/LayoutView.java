package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import java.util.Optional;

/**
 * The values of a graph as an operator on images with channels last reads them: with their pixels
 * row by row, or in the order of tiles.
 *
 * @param graph whose values they are, with all types known
 * @param values in all layouts
 * @param tiles the order of the pixels; empty for row by row
 */
record LayoutView(Graph graph, Layouts values, Optional<PixelOrder> tiles) {
  String first(String value) {
    return values.first(value);
  }

  /** Returns an image, or numbers per plane, with channels last. */
  String last(String value) {
    return tiles.map(order -> values.tiled(value, order)).orElseGet(() -> values.last(value));
  }

  /** Returns an operand as {@link Layouts#operand} does. */
  String operand(String value) {
    boolean rows = graph.type(value).rank() == 4 && graph.type(value).size() > 1;
    return rows ? last(value) : values.operand(value);
  }

  /** Records the result of an operator. */
  void put(String value, String name) {
    tiles.ifPresentOrElse(
        order -> values.putTiled(value, order, name), () -> values.putLast(value, name));
  }

  /** Returns the axis over which pixels next to each other lie. */
  long innerAxis() {
    return 2;
  }

  /** Returns the other axis over which pixels of an image lie. */
  long outerAxis() {
    return tiles.isPresent() ? 0 : 1;
  }
}
