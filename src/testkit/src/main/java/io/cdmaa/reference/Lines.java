package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** Applies a function to the elements of a tensor along some axes. */
final class Lines {
  private Lines() {}

  /** Reduces the elements along the axes to one number; the axes are kept with size 1. */
  static Tensor64 reduce(
      Tensor64 x, int[] axes, ElementType type, ToDoubleFunction<double[]> function) {
    int[] reduced = x.shape();
    for (int axis : axes) {
      reduced[Call.axis(axis, x.rank())] = 1;
    }
    int[] along = new int[x.rank()];
    for (int axis = 0; axis < along.length; axis++) {
      along[axis] = reduced[axis] == 1 ? x.dim(axis) : 1;
    }
    return Tensor64.generate(
        type, reduced, index -> function.applyAsDouble(elements(x, index, along)));
  }

  /** Returns the elements in a box of a tensor. */
  private static double[] elements(Tensor64 x, int[] from, int[] extent) {
    double[] elements = new double[Tensor64.size(extent)];
    int[] step = new int[extent.length];
    for (int i = 0; i < elements.length; i++) {
      int[] at = from.clone();
      Arrays.setAll(at, axis -> from[axis] + step[axis]);
      elements[i] = x.at(at);
      Tensor64.advance(step, extent);
    }
    return elements;
  }

  /** Replaces each line along one axis by a function of it, of any length. */
  static Tensor64 transform(
      Tensor64 x, int axis, ElementType type, UnaryOperator<double[]> function) {
    int at = Call.axis(axis, x.rank());
    int[] shape = x.shape();
    int inner = Arrays.stream(shape).skip(at + 1L).reduce(1, Math::multiplyExact);
    int length = shape[at];
    int lines = length == 0 ? 0 : x.size() / length;
    double[][] results = new double[lines][];
    for (int line = 0; line < lines; line++) {
      int start = line / inner * length * inner + line % inner;
      double[] elements = new double[length];
      for (int i = 0; i < length; i++) {
        elements[i] = x.get(start + i * inner);
      }
      results[line] = function.apply(elements);
    }
    int newLength = lines == 0 ? 0 : results[0].length;
    shape[at] = newLength;
    double[] data = new double[Tensor64.size(shape)];
    for (int line = 0; line < lines; line++) {
      int start = line / inner * newLength * inner + line % inner;
      for (int i = 0; i < newLength; i++) {
        data[start + i * inner] = results[line][i];
      }
    }
    return Tensor64.of(type, shape, data);
  }

  /** Returns a tensor without the given axes of size 1. */
  static Tensor64 drop(Tensor64 x, int[] axes) {
    boolean[] dropped = new boolean[x.rank()];
    for (int axis : axes) {
      dropped[Call.axis(axis, x.rank())] = true;
    }
    int[] kept = new int[x.rank()];
    int rank = 0;
    for (int axis = 0; axis < dropped.length; axis++) {
      if (!dropped[axis]) {
        kept[rank++] = x.dim(axis);
      }
    }
    return x.reshaped(Arrays.copyOf(kept, rank));
  }
}
