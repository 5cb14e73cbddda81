package io.cdmaa.reference;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Operators that return the same elements with other dimensions or in another order of axes. */
final class Layouts {
  static final Table TABLE =
      new Table()
          .one("Reshape", Layouts::reshape)
          .one("Flatten", Layouts::flatten)
          .one("Squeeze", Layouts::squeeze)
          .one("Unsqueeze", Layouts::unsqueeze)
          .one("Transpose", Layouts::transpose)
          .one("Expand", Layouts::expand)
          .one("Tile", Layouts::tile)
          .one("DepthToSpace", Layouts::depthToSpace)
          .one("SpaceToDepth", Layouts::spaceToDepth);

  private Layouts() {}

  private static Tensor64 reshape(Call call) {
    Tensor64 x = call.in(0);
    int[] shape = call.in(1).ints();
    boolean keepsZero = call.flag("allowzero");
    int known = 1;
    int open = -1;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == 0 && !keepsZero) {
        shape[axis] = x.dim(axis);
      }
      if (shape[axis] < 0) {
        open = axis;
      } else {
        known *= shape[axis];
      }
    }
    if (open >= 0) {
      shape[open] = x.size() / known;
    }
    return x.reshaped(shape);
  }

  private static Tensor64 flatten(Call call) {
    Tensor64 x = call.in(0);
    int axis = Call.axis(call.integer("axis", 1), x.rank());
    int rows = Arrays.stream(x.shape()).limit(axis).reduce(1, Math::multiplyExact);
    int columns = Arrays.stream(x.shape()).skip(axis).reduce(1, Math::multiplyExact);
    return x.reshaped(rows, columns);
  }

  private static Tensor64 squeeze(Call call) {
    Tensor64 x = call.in(0);
    int[] single = IntStream.range(0, x.rank()).filter(axis -> x.dim(axis) == 1).toArray();
    return Lines.drop(x, call.integers("axes", 1).orElse(single));
  }

  private static Tensor64 unsqueeze(Call call) {
    Tensor64 x = call.in(0);
    int[] axes = call.integers("axes", 1).orElseThrow();
    int[] shape = new int[x.rank() + axes.length];
    for (int axis : axes) {
      shape[Call.axis(axis, shape.length)] = 1;
    }
    int from = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == 0) {
        shape[axis] = x.dim(from++);
      } else {
        shape[axis] = 1;
      }
    }
    return x.reshaped(shape);
  }

  private static Tensor64 transpose(Call call) {
    Tensor64 x = call.in(0);
    int[] reversed = IntStream.range(0, x.rank()).map(axis -> x.rank() - 1 - axis).toArray();
    return transpose(x, call.integers("perm").orElse(reversed));
  }

  /** Axis i of the result is axis permutation[i] of the operand. */
  private static Tensor64 transpose(Tensor64 x, int... permutation) {
    int[] shape = Arrays.stream(permutation).map(x::dim).toArray();
    return Tensor64.generate(
        x.type(),
        shape,
        index -> {
          int[] from = new int[index.length];
          for (int axis = 0; axis < from.length; axis++) {
            from[permutation[axis]] = index[axis];
          }
          return x.at(from);
        });
  }

  private static Tensor64 expand(Call call) {
    Tensor64 x = call.in(0);
    int[] shape = Tensor64.broadcast(x.shape(), call.in(1).ints());
    return Tensor64.generate(x.type(), shape, x::broadcastAt);
  }

  private static Tensor64 tile(Call call) {
    Tensor64 x = call.in(0);
    int[] repeats = call.in(1).ints();
    int[] shape = x.shape();
    Arrays.setAll(shape, axis -> shape[axis] * repeats[axis]);
    return Tensor64.generate(
        x.type(),
        shape,
        index -> {
          int[] from = index.clone();
          Arrays.setAll(from, axis -> index[axis] % x.dim(axis));
          return x.at(from);
        });
  }

  private static Tensor64 depthToSpace(Call call) {
    Tensor64 x = call.in(0);
    int block = call.integer("blocksize", 1);
    int channels = x.dim(1) / block / block;
    boolean columnFirst = call.string("mode", "DCR").equals("CRD");
    return Tensor64.generate(
        x.type(),
        new int[] {x.dim(0), channels, x.dim(2) * block, x.dim(3) * block},
        at -> {
          int within = at[2] % block * block + at[3] % block;
          int channel = columnFirst ? at[1] * block * block + within : within * channels + at[1];
          return x.at(at[0], channel, at[2] / block, at[3] / block);
        });
  }

  private static Tensor64 spaceToDepth(Call call) {
    Tensor64 x = call.in(0);
    int block = call.integer("blocksize", 1);
    int channels = x.dim(1);
    boolean columnFirst = call.string("mode", "DCR").equals("CRD");
    return Tensor64.generate(
        x.type(),
        new int[] {x.dim(0), channels * block * block, x.dim(2) / block, x.dim(3) / block},
        at -> {
          int channel = columnFirst ? at[1] / (block * block) : at[1] % channels;
          int within = columnFirst ? at[1] % (block * block) : at[1] / channels;
          return x.at(
              at[0], channel, at[2] * block + within / block, at[3] * block + within % block);
        });
  }
}
