package io.cdmaa.benchmarks;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API over native memory, for comparison only: it is an incubating module, and before
 * Java 22 it cannot read the buffers that ONNX Runtime writes. Products and sums are in double.
 */
public final class VectorArithmetic implements GradientArithmetic {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_512;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final PlainArithmetic rest = new PlainArithmetic();

  private static MemorySegment memory(FloatTensor tensor) {
    return MemorySegment.ofBuffer(tensor.buffer());
  }

  private static FloatVector load(MemorySegment memory, int index) {
    return FloatVector.fromMemorySegment(FLOATS, memory, 4L * index, ORDER);
  }

  private static DoubleVector wide(MemorySegment memory, int index) {
    return (DoubleVector) load(memory, index).convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  @Override
  public double[][] gram(GradientMatrix gradients) {
    int n = gradients.rows();
    double[][] gram = new double[n][n];
    for (int i = 0; i < n; i += 2) {
      for (int j = i; j < n; j += 2) {
        tile(gradients, i, Math.min(i + 1, n - 1), j, Math.min(j + 1, n - 1), gram);
      }
    }
    return gram;
  }

  private static void tile(
      GradientMatrix gradients, int i0, int i1, int j0, int j1, double[][] gram) {
    MemorySegment a0 = memory(gradients.row(i0));
    MemorySegment a1 = memory(gradients.row(i1));
    MemorySegment b0 = memory(gradients.row(j0));
    MemorySegment b1 = memory(gradients.row(j1));
    DoubleVector s00 = DoubleVector.zero(DOUBLES);
    DoubleVector s01 = s00;
    DoubleVector s10 = s00;
    DoubleVector s11 = s00;
    int d = 0;
    for (; d + 8 <= gradients.columns(); d += 8) {
      DoubleVector x0 = wide(a0, d);
      DoubleVector x1 = wide(a1, d);
      DoubleVector y0 = wide(b0, d);
      DoubleVector y1 = wide(b1, d);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
    }
    put(gram, i0, j0, s00, gradients, d);
    put(gram, i0, j1, s01, gradients, d);
    put(gram, i1, j0, s10, gradients, d);
    put(gram, i1, j1, s11, gradients, d);
  }

  private static void put(
      double[][] gram, int i, int j, DoubleVector lanes, GradientMatrix gradients, int done) {
    double sum = lanes.reduceLanes(VectorOperators.ADD);
    for (int d = done; d < gradients.columns(); d++) {
      sum += (double) gradients.row(i).get(d) * gradients.row(j).get(d);
    }
    gram[i][j] = sum;
    gram[j][i] = sum;
  }

  @Override
  public void weightedSum(double[] weights, GradientMatrix gradients, FloatTensor out) {
    MemorySegment target = memory(out);
    MemorySegment[] rows = new MemorySegment[weights.length];
    for (int j = 0; j < rows.length; j++) {
      rows[j] = memory(gradients.row(j));
    }
    int d = 0;
    for (; d + 8 <= out.size(); d += 8) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int j = 0; j < rows.length; j++) {
        sum = load(rows[j], d).fma(FloatVector.broadcast(FLOATS, (float) weights[j]), sum);
      }
      sum.intoMemorySegment(target, 4L * d, ORDER);
    }
    for (; d < out.size(); d++) {
      double sum = 0;
      for (int j = 0; j < rows.length; j++) {
        sum += weights[j] * gradients.row(j).get(d);
      }
      out.set(d, (float) sum);
    }
  }

  @Override
  public void sign(FloatTensor v) {
    MemorySegment memory = memory(v);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    int d = 0;
    for (; d + 8 <= v.size(); d += 8) {
      FloatVector x = load(memory, d);
      zero.blend(one, x.compare(VectorOperators.GT, 0f))
          .blend(one.neg(), x.compare(VectorOperators.LT, 0f))
          .intoMemorySegment(memory, 4L * d, ORDER);
    }
    for (; d < v.size(); d++) {
      v.set(d, Math.signum(v.get(d)));
    }
  }

  @Override
  public void add(FloatTensor x, double factor, FloatTensor v) {
    MemorySegment target = memory(x);
    MemorySegment source = memory(v);
    FloatVector scale = FloatVector.broadcast(FLOATS, (float) factor);
    int d = 0;
    for (; d + 8 <= x.size(); d += 8) {
      load(source, d).fma(scale, load(target, d)).intoMemorySegment(target, 4L * d, ORDER);
    }
    for (; d < x.size(); d++) {
      x.set(d, (float) (x.get(d) + factor * v.get(d)));
    }
  }

  @Override
  public void clip(FloatTensor x, FloatTensor lower, FloatTensor upper) {
    MemorySegment target = memory(x);
    MemorySegment low = memory(lower);
    MemorySegment high = memory(upper);
    int d = 0;
    for (; d + 8 <= x.size(); d += 8) {
      load(target, d).max(load(low, d)).min(load(high, d)).intoMemorySegment(target, 4L * d, ORDER);
    }
    for (; d < x.size(); d++) {
      x.set(d, Math.min(Math.max(x.get(d), lower.get(d)), upper.get(d)));
    }
  }

  @Override
  public double[] products(GradientMatrix gradients, FloatTensor v) {
    return rest.products(gradients, v);
  }

  @Override
  public double norm1(FloatTensor v) {
    return rest.norm1(v);
  }

  @Override
  public double norm2(FloatTensor v) {
    return rest.norm2(v);
  }

  @Override
  public void scale(FloatTensor v, double factor) {
    rest.scale(v, factor);
  }
}
