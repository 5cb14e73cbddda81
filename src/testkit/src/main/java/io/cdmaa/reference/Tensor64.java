package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.TensorData;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * A dense tensor whose elements are doubles whatever its declared element type: integers are exact
 * up to 2^53 and booleans are 0 or 1. Floating-point types keep double precision throughout; {@link
 * #rounded()} returns the values that their own storage would hold.
 */
public final class Tensor64 {
  private final ElementType type;
  private final int[] shape;
  private final double[] data;

  private Tensor64(ElementType type, int[] shape, double[] data) {
    int size = size(shape);
    if (data.length != size) {
      throw new IllegalArgumentException(
          data.length + " elements do not fill " + Arrays.toString(shape));
    }
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /** Returns a tensor of the given elements, in row-major order. */
  public static Tensor64 of(ElementType type, long[] dims, double... data) {
    return new Tensor64(type, Arrays.stream(dims).mapToInt(Math::toIntExact).toArray(), data);
  }

  static Tensor64 of(ElementType type, int[] shape, double... data) {
    return new Tensor64(type, shape.clone(), data);
  }

  /** Returns the content of a constant. */
  public static Tensor64 of(TensorData constant) {
    return of(constant.type().elementType(), constant.dims(), constant.doubles());
  }

  /** Returns a float tensor of the given elements. */
  public static Tensor64 floats(long[] dims, double... data) {
    return of(ElementType.FLOAT, dims, data);
  }

  /** Returns an int64 vector. */
  public static Tensor64 vector(long... values) {
    double[] data = Arrays.stream(values).asDoubleStream().toArray();
    return of(ElementType.INT64, new int[] {data.length}, data);
  }

  /** Returns a float tensor of values that float32 represents exactly, uniform in an interval. */
  public static Tensor64 random(Random random, double from, double to, long... dims) {
    return generate(
        ElementType.FLOAT,
        Arrays.stream(dims).mapToInt(Math::toIntExact).toArray(),
        index -> (float) (from + (to - from) * random.nextDouble()));
  }

  /** Returns a tensor whose elements are a function of their index. */
  static Tensor64 generate(ElementType type, int[] shape, ToDoubleFunction<int[]> element) {
    double[] data = new double[size(shape)];
    int[] index = new int[shape.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = element.applyAsDouble(index);
      advance(index, shape);
    }
    return new Tensor64(type, shape.clone(), data);
  }

  /** Advances an index in row-major order; returns false after the last one. */
  static boolean advance(int[] index, int[] shape) {
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape[axis]) {
        return true;
      }
      index[axis] = 0;
    }
    return false;
  }

  static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** Returns the declared element type. */
  public ElementType type() {
    return type;
  }

  /** Returns the dimensions. */
  public long[] dims() {
    return Arrays.stream(shape).asLongStream().toArray();
  }

  int[] shape() {
    return shape.clone();
  }

  int dim(int axis) {
    return shape[axis];
  }

  int rank() {
    return shape.length;
  }

  /** Returns the number of elements. */
  public int size() {
    return data.length;
  }

  /** Returns a copy of the elements, in row-major order. */
  public double[] data() {
    return data.clone();
  }

  /** Returns one element by its row-major index. */
  public double get(int flat) {
    return data[flat];
  }

  int offset(int... index) {
    int offset = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      offset = offset * shape[axis] + index[axis];
    }
    return offset;
  }

  /** Returns one element. */
  public double at(int... index) {
    return data[offset(index)];
  }

  /** Returns the element at an index of a larger shape to which this tensor is broadcast. */
  double broadcastAt(int... index) {
    int skipped = index.length - shape.length;
    int offset = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      offset = offset * shape[axis] + (shape[axis] == 1 ? 0 : index[skipped + axis]);
    }
    return data[offset];
  }

  /** Returns the common shape of several shapes under numpy's broadcasting. */
  static int[] broadcast(int[]... shapes) {
    int rank = Arrays.stream(shapes).mapToInt(s -> s.length).max().orElse(0);
    int[] common = new int[rank];
    Arrays.fill(common, 1);
    for (int[] shape : shapes) {
      for (int axis = 0; axis < shape.length; axis++) {
        int at = rank - shape.length + axis;
        if (common[at] == 1) {
          common[at] = shape[axis];
        } else if (shape[axis] != 1 && shape[axis] != common[at]) {
          throw new IllegalArgumentException("cannot broadcast " + Arrays.deepToString(shapes));
        }
      }
    }
    return common;
  }

  Tensor64 map(DoubleUnaryOperator function) {
    return new Tensor64(type, shape, Arrays.stream(data).map(function).toArray());
  }

  Tensor64 reshaped(int... newShape) {
    return new Tensor64(type, newShape.clone(), data);
  }

  /** Returns the same numbers with another element type, unconverted. */
  Tensor64 as(ElementType other) {
    return new Tensor64(other, shape, data);
  }

  /** Returns the only element. */
  public double scalar() {
    if (data.length != 1) {
      throw new IllegalStateException("no scalar: " + this);
    }
    return data[0];
  }

  long[] longs() {
    return Arrays.stream(data).mapToLong(d -> (long) d).toArray();
  }

  int[] ints() {
    return Arrays.stream(data).mapToInt(d -> (int) d).toArray();
  }

  /** Returns a copy with one element changed. */
  Tensor64 plus(int flat, double change) {
    double[] moved = data.clone();
    moved[flat] += change;
    return new Tensor64(type, shape, moved);
  }

  /** Returns a copy moved along a direction. */
  Tensor64 plus(double[] direction, double factor) {
    double[] moved = data.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += factor * direction[i];
    }
    return new Tensor64(type, shape, moved);
  }

  /** Returns the values as the declared element type would store them. */
  public Tensor64 rounded() {
    return switch (type) {
      case FLOAT -> map(d -> (float) d);
      case FLOAT16 -> map(d -> Rounding.toBits(d, 10, -14, 65504));
      case BFLOAT16 -> map(d -> Rounding.toBits(d, 7, -126, 0x1.fep127));
      default -> this;
    };
  }

  /** Returns the elements as float32. */
  public float[] toFloats() {
    float[] floats = new float[data.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) data[i];
    }
    return floats;
  }

  /** Returns a float32 or int64 constant of these elements. */
  public TensorData toConstant() {
    return switch (type) {
      case FLOAT -> TensorData.ofFloats(toFloats(), dims());
      case INT64 -> TensorData.ofLongs(longs(), dims());
      default -> throw new IllegalStateException("no constant of type " + type);
    };
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
