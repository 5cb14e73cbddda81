package io.cdmaa.bf16;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.bf16.Shares.Share;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sums of several tensors of one shape, added up in float32. */
final class Sums {
  /** As many as oneDNN's fast kernel takes at a time. */
  private static final int MOST = 6;

  private Sums() {}

  /** Lowers a sum of any number of tensors of one shape. */
  static void lower(Lowering at, Node node) {
    long[] dims = at.dims(node.output());
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      parts.add(at.read(node, i));
      if (!Arrays.equals(parts.get(i).dims(), dims)) {
        throw new Unsupported(node, "sums of different shapes");
      }
    }
    add(at, node, at.write(node), parts);
  }

  /** Adds the sum of tensors of one shape. */
  static void add(Lowering at, Node node, Tensor target, List<Tensor> parts) {
    if (parts.size() == 1) {
      at.plan().copy(parts.get(0), target);
    } else if (parts.size() == 2) {
      Tensor first = Elementwise.operand(at, parts.get(0), target);
      Tensor second = Elementwise.operand(at, parts.get(1), target);
      boolean swapped = Elementwise.isBetterSecond(first, second, target);
      Elementwise.combine(
          at,
          node,
          Codes.ADD,
          swapped ? second : first,
          swapped ? first : second,
          target,
          at.plan().engine().plain());
    } else if (parts.size() <= MOST) {
      for (Share share : at.shares(target)) {
        several(
            at,
            node,
            share.of(at.plan(), target),
            parts.stream().map(part -> share.of(at.plan(), part)).toList());
      }
    } else {
      List<Tensor> partial = new ArrayList<>();
      for (int i = 0; i < parts.size(); i += MOST) {
        List<Tensor> some = parts.subList(i, Math.min(parts.size(), i + MOST));
        Tensor sum = at.plan().allocate(Element.F32, target.dims());
        add(at, node, sum, some);
        partial.add(sum);
      }
      Tensor sum =
          target.type() == Element.F32 ? target : at.plan().allocate(Element.F32, target.dims());
      add(at, node, sum, partial);
      if (sum.type() != target.type()) {
        at.plan().copy(sum, target);
      }
    }
  }

  private static void several(Lowering at, Node node, Tensor target, List<Tensor> parts) {
    Engine engine = at.plan().engine();
    float[] ones = new float[parts.size()];
    Arrays.fill(ones, 1);
    List<Argument> arguments = new ArrayList<>();
    try (Memory descs = new Memory((long) Native.POINTER_SIZE * parts.size())) {
      for (int i = 0; i < parts.size(); i++) {
        descs.setPointer((long) Native.POINTER_SIZE * i, parts.get(i).desc());
        arguments.add(new Argument(Codes.ARG_SOURCES + i, parts.get(i)));
      }
      arguments.add(new Argument(Codes.ARG_TARGET, target));
      at.add(
          node,
          "sum",
          r ->
              Dnnl.sumPrimitiveDescCreate(
                  r, engine.pointer(), target.desc(), parts.size(), ones, descs, engine.plain()),
          arguments.toArray(Argument[]::new));
    }
  }
}
