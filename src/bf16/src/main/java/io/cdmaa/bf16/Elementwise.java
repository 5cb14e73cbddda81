package io.cdmaa.bf16;

import com.sun.jna.Pointer;
import io.cdmaa.bf16.Engine.Call;
import io.cdmaa.bf16.Engine.Primitive;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.bf16.Shares.Share;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Functions of one and of two tensors, element by element, with ONNX's broadcasting. */
final class Elementwise {
  private static final Map<String, Integer> BINARY =
      Map.of(
          "Add", Codes.ADD,
          "Sub", Codes.SUB,
          "Mul", Codes.MUL,
          "Div", Codes.DIV,
          "Max", Codes.MAX,
          "Min", Codes.MIN);

  /** One of oneDNN's functions with its two parameters. */
  record Function(int kind, double alpha, double beta) {
    static Function linear(double factor, double offset) {
      return new Function(Codes.LINEAR, factor, offset);
    }
  }

  private Elementwise() {}

  /** Adds y = f(x). */
  static void apply(Lowering at, Node node, Function f, Tensor given, Tensor y) {
    Tensor x = at.in(y.type(), given);
    for (Share share : at.shares(y)) {
      Tensor from = share.of(at.plan(), x);
      Tensor to = share.of(at.plan(), y);
      at.add(
          node,
          "eltwise",
          forward(at, Codes.FORWARD_INFERENCE, f, from, to),
          new Argument(Codes.ARG_SOURCE, from),
          new Argument(Codes.ARG_TARGET, to));
    }
  }

  private static Call forward(Lowering at, int propagation, Function f, Tensor x, Tensor y) {
    Engine engine = at.plan().engine();
    return r ->
        Dnnl.eltwiseForwardPrimitiveDescCreate(
            r,
            engine.pointer(),
            propagation,
            f.kind(),
            x.desc(),
            y.desc(),
            (float) f.alpha(),
            (float) f.beta(),
            engine.plain());
  }

  /** Lowers a node of one input that is a function in oneDNN's sense. */
  static void unary(Lowering at, Node node) {
    Function f = function(at, node).orElseThrow(() -> new Unsupported(node, "no such function"));
    apply(at, node, f, at.read(node, 0), at.write(node));
  }

  /** Returns the function that a node of one tensor computes. */
  static Optional<Function> function(Lowering at, Node node) {
    var a = node.attributes();
    return Optional.ofNullable(
        switch (node.opType()) {
          case "Relu" -> new Function(Codes.RELU, 0, 0);
          case "LeakyRelu" -> new Function(Codes.RELU, a.real("alpha", 0.01), 0);
          case "Tanh" -> new Function(Codes.TANH, 0, 0);
          case "Sigmoid" -> new Function(Codes.LOGISTIC, 0, 0);
          case "Elu" -> new Function(Codes.ELU, a.real("alpha", 1), 0);
          case "HardSigmoid" ->
              new Function(Codes.HARD_SIGMOID, a.real("alpha", 0.2), a.real("beta", 0.5));
          case "Softplus" -> new Function(Codes.SOFT_RELU, 1, 0);
          case "Abs" -> new Function(Codes.ABS, 0, 0);
          case "Sqrt" -> new Function(Codes.SQRT, 0, 0);
          case "Exp" -> new Function(Codes.EXP, 0, 0);
          case "Log" -> new Function(Codes.LOG, 0, 0);
          case "Neg" -> Function.linear(-1, 0);
          case "Reciprocal" -> new Function(Codes.POW, 1, -1);
          case "Clip" -> clip(at, node);
          case "Pow" -> at.number(node, 1).map(e -> new Function(Codes.POW, 1, e)).orElse(null);
          default -> null;
        });
  }

  private static Function clip(Lowering at, Node node) {
    double low = -Float.MAX_VALUE;
    double high = Float.MAX_VALUE;
    if (node.hasInput(1)) {
      Optional<Double> bound = at.number(node, 1);
      if (bound.isEmpty()) {
        return null;
      }
      low = bound.get();
    }
    if (node.hasInput(2)) {
      Optional<Double> bound = at.number(node, 2);
      if (bound.isEmpty()) {
        return null;
      }
      high = bound.get();
    }
    return new Function(Codes.CLIP, low, high);
  }

  /** Lowers Add, Sub, Mul, Div, Max and Min of two inputs. */
  static void binary(Lowering at, Node node) {
    if (node.inputs().size() != 2) {
      throw new Unsupported(node, "not of two inputs");
    }
    Optional<Function> linear = withNumber(at, node);
    if (linear.isPresent()) {
      int tensor = at.number(node, 1).isPresent() ? 0 : 1;
      Tensor x = at.read(node, tensor);
      if (Arrays.equals(x.dims(), at.dims(node.output()))) {
        apply(at, node, linear.get(), x, at.write(node));
        return;
      }
    }
    if (node.opType().equals("Mul") && node.input(0).equals(node.input(1))) {
      apply(at, node, new Function(Codes.SQUARE, 0, 0), at.read(node, 0), at.write(node));
      return;
    }
    combine(at, node, BINARY.get(node.opType()), at.read(node, 0), at.read(node, 1));
  }

  /** Returns a node's function of its other input where one is a number. */
  private static Optional<Function> withNumber(Lowering at, Node node) {
    Optional<Double> second = at.number(node, 1);
    if (second.isPresent()) {
      double c = second.get();
      return Optional.ofNullable(
          switch (node.opType()) {
            case "Add" -> Function.linear(1, c);
            case "Sub" -> Function.linear(1, -c);
            case "Mul" -> Function.linear(c, 0);
            case "Div" -> Function.linear(1 / c, 0);
            default -> null;
          });
    }
    return at.number(node, 0)
        .map(
            c ->
                switch (node.opType()) {
                  case "Add" -> Function.linear(1, c);
                  case "Sub" -> Function.linear(-1, c);
                  case "Mul" -> Function.linear(c, 0);
                  case "Div" -> new Function(Codes.POW, c, -1);
                  default -> null;
                });
  }

  private static void combine(Lowering at, Node node, int kind, Tensor left, Tensor right) {
    Tensor target = at.write(node);
    Tensor a = at.raised(left, target.rank());
    Tensor b = at.raised(right, target.rank());
    boolean swapped = !Arrays.equals(a.dims(), target.dims()) || isBetterSecond(a, b, target);
    if (swapped) {
      Tensor other = a;
      a = b;
      b = other;
    }
    if (!Arrays.equals(a.dims(), target.dims())) {
      throw new Unsupported(node, "both operands are broadcast");
    }
    a = operand(at, a, target);
    b = operand(at, b, target);
    Engine engine = at.plan().engine();
    Pointer attributes = engine.plain();
    if (swapped && kind == Codes.SUB) {
      attributes = new PostOperations().function(Codes.LINEAR, -1, 0).attributes(engine);
    } else if (swapped && kind == Codes.DIV) {
      attributes = new PostOperations().function(Codes.POW, 1, -1).attributes(engine);
    }
    combine(at, node, kind, a, b, target, attributes);
  }

  /**
   * Returns whether exchanging two operands of one shape saves rounding the first: a kernel's first
   * operand has the type of the result.
   */
  static boolean isBetterSecond(Tensor a, Tensor b, Tensor target) {
    return a.type() != target.type()
        && b.type() == target.type()
        && Arrays.equals(a.dims(), b.dims());
  }

  /**
   * Adds an operation on two tensors, the second of which may be broadcast; row by row where
   * oneDNN's fast kernels cannot broadcast.
   */
  static void combine(
      Lowering at, Node node, int kind, Tensor given, Tensor b, Tensor target, Pointer attributes) {
    Tensor a = at.in(target.type(), given);
    long rows = target.rank() < 3 ? 1 : target.dims()[0];
    boolean perRow = rows > 1 && !Arrays.equals(b.dims(), target.dims()) && b.size() > 1;
    List<Share> shares =
        perRow
            ? LongStream.range(0, rows).mapToObj(n -> Share.images(n, 1)).toList()
            : at.shares(target);
    for (Share share : shares) {
      Tensor first = share.of(at.plan(), a);
      Tensor second = share.ofBroadcast(at.plan(), b, target);
      pair(at, node, kind, first, second, share.of(at.plan(), target), attributes);
    }
  }

  /** Returns a tensor as a result can be computed from it: no kernel makes float32 of bf16. */
  static Tensor operand(Lowering at, Tensor given, Tensor target) {
    return target.type() == Element.F32 ? at.in(Element.F32, given) : given;
  }

  /** Adds an operation on two tensors, the second of which may be broadcast in oneDNN's way. */
  private static void pair(
      Lowering at, Node node, int kind, Tensor a, Tensor b, Tensor target, Pointer attributes) {
    Engine engine = at.plan().engine();
    at.add(
        node,
        "binary",
        r ->
            Dnnl.binaryPrimitiveDescCreate(
                r, engine.pointer(), kind, a.desc(), b.desc(), target.desc(), attributes),
        new Argument(Codes.ARG_SOURCE, a),
        new Argument(Codes.ARG_SECOND, b),
        new Argument(Codes.ARG_TARGET, target));
  }

  /**
   * Adds the gradient of a rectifier from its result or argument, whose signs agree: g where it is
   * positive, slope * g elsewhere.
   */
  static void rectified(
      Lowering at, Node node, Tensor given, Tensor result, double slope, Tensor target) {
    Tensor g = at.in(target.type(), given);
    Tensor signs = at.in(target.type(), result);
    for (Share share : at.shares(target)) {
      rectifiedRows(
          at,
          node,
          share.of(at.plan(), g),
          share.of(at.plan(), signs),
          slope,
          share.of(at.plan(), target));
    }
  }

  private static void rectifiedRows(
      Lowering at, Node node, Tensor g, Tensor result, double slope, Tensor target) {
    Engine engine = at.plan().engine();
    Function f = new Function(Codes.RELU, slope, 0);
    Primitive forward =
        at.primitive(node, "rectifier", forward(at, Codes.FORWARD_TRAINING, f, result, result));
    at.add(
        node,
        "rectifier gradient",
        r ->
            Dnnl.eltwiseBackwardPrimitiveDescCreate(
                r,
                engine.pointer(),
                f.kind(),
                target.desc(),
                g.desc(),
                result.desc(),
                (float) f.alpha(),
                (float) f.beta(),
                forward.desc(),
                engine.plain()),
        new Argument(Codes.ARG_SOURCE, result),
        new Argument(Codes.ARG_TARGET_GRADIENT, g),
        new Argument(Codes.ARG_SOURCE_GRADIENT, target));
  }
}
