package io.cdmaa.mgda;

import io.cdmaa.tensor.FloatTensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API over native memory: products and sums in double, in as many lanes as this CPU has;
 * steps in float32. Only compiled by Java 22 or newer, since before that the API cannot read the
 * buffers that ONNX Runtime writes; created by {@link VectorSupport}, since the incubator module
 * has to be enabled. Keeps no scratch memory, so it is thread-safe.
 */
final class VectorArithmetic implements GradientArithmetic {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int STEP = FLOATS.length();

  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int WIDE_STEP = DOUBLES.length();

  /** As many floats as there are doubles in a register. */
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static MemorySegment memory(FloatTensor tensor) {
    return MemorySegment.ofBuffer(tensor.buffer());
  }

  private static FloatVector load(MemorySegment memory, int index) {
    return FloatVector.fromMemorySegment(FLOATS, memory, 4L * index, ORDER);
  }

  private static DoubleVector wide(MemorySegment memory, int index) {
    return (DoubleVector)
        FloatVector.fromMemorySegment(HALF, memory, 4L * index, ORDER)
            .convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static void store(FloatVector vector, MemorySegment memory, int index) {
    vector.intoMemorySegment(memory, 4L * index, ORDER);
  }

  @Override
  public double[][] gram(GradientMatrix gradients) {
    int n = gradients.rows();
    MemorySegment[] rows = new MemorySegment[n];
    for (int j = 0; j < n; j++) {
      rows[j] = memory(gradients.row(j));
    }
    double[][] gram = new double[n][n];
    for (int i = 0; i < n; i += 2) {
      for (int j = i; j < n; j += 2) {
        tile(gradients, rows, i, Math.min(i + 1, n - 1), j, Math.min(j + 1, n - 1), gram);
      }
    }
    Vectors.requireFinite(gram, gradients);
    return gram;
  }

  /** Multiplies rows i0, i1 by rows j0, j1; a pair at the matrix's edge may be one row twice. */
  private static void tile(
      GradientMatrix gradients,
      MemorySegment[] rows,
      int i0,
      int i1,
      int j0,
      int j1,
      double[][] gram) {
    MemorySegment a0 = rows[i0];
    MemorySegment a1 = rows[i1];
    MemorySegment b0 = rows[j0];
    MemorySegment b1 = rows[j1];
    DoubleVector s00 = DoubleVector.zero(DOUBLES);
    DoubleVector s01 = s00;
    DoubleVector s10 = s00;
    DoubleVector s11 = s00;
    int whole = DOUBLES.loopBound(gradients.columns());
    for (int d = 0; d < whole; d += WIDE_STEP) {
      DoubleVector x0 = wide(a0, d);
      DoubleVector x1 = wide(a1, d);
      DoubleVector y0 = wide(b0, d);
      DoubleVector y1 = wide(b1, d);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
    }
    put(gram, i0, j0, s00, gradients, whole);
    put(gram, i0, j1, s01, gradients, whole);
    put(gram, i1, j0, s10, gradients, whole);
    put(gram, i1, j1, s11, gradients, whole);
  }

  private static void put(
      double[][] gram, int i, int j, DoubleVector lanes, GradientMatrix gradients, int done) {
    gram[i][j] = finished(lanes, gradients.row(i), gradients.row(j), done);
    gram[j][i] = gram[i][j];
  }

  /** Returns the sum of the lanes plus the products of the elements after the last whole vector. */
  private static double finished(DoubleVector lanes, FloatTensor a, FloatTensor b, int done) {
    double sum = lanes.reduceLanes(VectorOperators.ADD);
    for (int d = done; d < a.size(); d++) {
      sum += (double) a.get(d) * b.get(d);
    }
    return sum;
  }

  @Override
  public void weightedSum(double[] weights, GradientMatrix gradients, FloatTensor out) {
    Vectors.requireWeights(weights, gradients);
    Vectors.requireSize(gradients.columns(), out);
    int n = 0;
    MemorySegment[] rows = new MemorySegment[weights.length];
    float[] factors = new float[weights.length];
    for (int j = 0; j < rows.length; j++) {
      if (weights[j] != 0) {
        rows[n] = memory(gradients.row(j));
        factors[n] = (float) weights[j];
        n++;
      }
    }
    MemorySegment target = memory(out);
    int whole = FLOATS.loopBound(out.size());
    for (int d = 0; d < whole; d += STEP) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int j = 0; j < n; j++) {
        sum = load(rows[j], d).fma(FloatVector.broadcast(FLOATS, factors[j]), sum);
      }
      store(sum, target, d);
    }
    for (int d = whole; d < out.size(); d++) {
      double sum = 0;
      for (int j = 0; j < weights.length; j++) {
        if (weights[j] != 0) {
          sum += weights[j] * gradients.row(j).get(d);
        }
      }
      out.set(d, (float) sum);
    }
  }

  @Override
  public double[] products(GradientMatrix gradients, FloatTensor v) {
    return Vectors.products(gradients, v, VectorArithmetic::dot);
  }

  private static double dot(FloatTensor a, FloatTensor b) {
    MemorySegment x = memory(a);
    MemorySegment y = memory(b);
    DoubleVector even = DoubleVector.zero(DOUBLES);
    DoubleVector odd = even;
    int d = 0;
    for (; d + 2 * WIDE_STEP <= a.size(); d += 2 * WIDE_STEP) {
      even = wide(x, d).fma(wide(y, d), even);
      odd = wide(x, d + WIDE_STEP).fma(wide(y, d + WIDE_STEP), odd);
    }
    return finished(even.add(odd), a, b, d);
  }

  @Override
  public double norm1(FloatTensor v) {
    MemorySegment x = memory(v);
    DoubleVector even = DoubleVector.zero(DOUBLES);
    DoubleVector odd = even;
    int d = 0;
    for (; d + 2 * WIDE_STEP <= v.size(); d += 2 * WIDE_STEP) {
      even = even.add(wide(x, d).abs());
      odd = odd.add(wide(x, d + WIDE_STEP).abs());
    }
    double sum = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (; d < v.size(); d++) {
      sum += Math.abs(v.get(d));
    }
    return sum;
  }

  @Override
  public double norm2(FloatTensor v) {
    return Math.sqrt(dot(v, v));
  }

  @Override
  public void sign(FloatTensor v) {
    MemorySegment memory = memory(v);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    FloatVector minusOne = one.neg();
    int whole = FLOATS.loopBound(v.size());
    for (int d = 0; d < whole; d += STEP) {
      FloatVector x = load(memory, d);
      FloatVector sign =
          zero.blend(one, x.compare(VectorOperators.GT, 0f))
              .blend(minusOne, x.compare(VectorOperators.LT, 0f));
      store(sign, memory, d);
    }
    for (int d = whole; d < v.size(); d++) {
      v.set(d, Math.signum(v.get(d)));
    }
  }

  @Override
  public void scale(FloatTensor v, double factor) {
    MemorySegment memory = memory(v);
    int whole = FLOATS.loopBound(v.size());
    for (int d = 0; d < whole; d += STEP) {
      store(load(memory, d).mul((float) factor), memory, d);
    }
    for (int d = whole; d < v.size(); d++) {
      v.set(d, (float) (factor * v.get(d)));
    }
  }

  @Override
  public void add(FloatTensor x, double factor, FloatTensor v) {
    Vectors.requireSize(x.size(), v);
    MemorySegment target = memory(x);
    MemorySegment source = memory(v);
    FloatVector scale = FloatVector.broadcast(FLOATS, (float) factor);
    int whole = FLOATS.loopBound(x.size());
    for (int d = 0; d < whole; d += STEP) {
      store(load(source, d).fma(scale, load(target, d)), target, d);
    }
    for (int d = whole; d < x.size(); d++) {
      x.set(d, (float) (x.get(d) + factor * v.get(d)));
    }
  }

  @Override
  public void clip(FloatTensor x, FloatTensor lower, FloatTensor upper) {
    Vectors.requireSize(x.size(), lower);
    Vectors.requireSize(x.size(), upper);
    MemorySegment target = memory(x);
    MemorySegment low = memory(lower);
    MemorySegment high = memory(upper);
    int whole = FLOATS.loopBound(x.size());
    for (int d = 0; d < whole; d += STEP) {
      store(load(target, d).max(load(low, d)).min(load(high, d)), target, d);
    }
    for (int d = whole; d < x.size(); d++) {
      x.set(d, Math.min(Math.max(x.get(d), lower.get(d)), upper.get(d)));
    }
  }

  @Override
  public String toString() {
    return "vector";
  }
}
