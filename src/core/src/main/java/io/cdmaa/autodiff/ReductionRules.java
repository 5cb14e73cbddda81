package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.ElementwiseRules.mul;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.TensorData;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/** Reductions over axes; {@code g} and {@code y} are first restored to the form with kept axes. */
final class ReductionRules {
  private ReductionRules() {}

  static List<OperatorRule> all() {
    return List.of(
        reduction("ReduceSum", (b, r) -> b.emit().expand(r.g(), b.dims())),
        reduction(
            "ReduceMean",
            (b, r) -> b.emit().expand(b.emit().scale(r.g(), 1.0 / r.count()), b.dims())),
        reduction("ReduceMax", ReductionRules::extremum).where("ties share equally"),
        reduction("ReduceMin", ReductionRules::extremum).where("ties share equally"),
        reduction("ReduceL1", (b, r) -> mul(b, r.g(), b.op("Sign", b.x(0))))
            .where("derivative 0 at 0"),
        reduction("ReduceL2", ReductionRules::l2).where("derivative 0 at the zero vector"),
        reduction("ReduceSumSquare", (b, r) -> mul(b, b.emit().scale(r.g(), 2), b.x(0))),
        reduction("ReduceLogSum", (b, r) -> expanded(b, b.op("Div", r.g(), b.op("Exp", r.y())))),
        reduction(
            "ReduceLogSumExp", (b, r) -> mul(b, r.g(), b.op("Exp", b.op("Sub", b.x(0), r.y())))),
        reduction("ReduceProd", ReductionRules::product)
            .where("derivative 0 with respect to elements that are 0"),
        OperatorRule.of("ArgMax").zero("data", "an index"),
        OperatorRule.of("ArgMin").zero("data", "an index"),
        OperatorRule.of("CumSum").input("x", ReductionRules::cumulative).zero("axis", "an axis"),
        OperatorRule.of("TopK")
            .input("X", ReductionRules::top)
            .zero("K", "a count")
            .where("of equal elements those selected"),
        axiswise("Softmax", ReductionRules::softmax),
        axiswise("LogSoftmax", ReductionRules::logSoftmax));
  }

  /** Gradient and output with the reduced axes kept, and the number of elements per result. */
  private record Reduced(String g, String y, long count, long[] axes) {}

  private static OperatorRule reduction(
      String opType, BiFunction<Backward, Reduced, String> gradient) {
    return OperatorRule.of(opType)
        .input(
            "data",
            new InputRule.Formula(
                b -> gradient.apply(b, reduced(b)), ReductionRules::withoutReducing))
        .zero("axes", "axes");
  }

  /**
   * Without axes the ONNX specification still applies the square or logarithm; ONNX Runtime does
   * not.
   */
  private static final List<String> DISPUTED =
      List.of("ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum");

  private static Optional<InputRule.NotSupported> withoutReducing(NodeView node) {
    if (node.node().hasInput(1) && node.constant(1).isEmpty()) {
      return Optional.of(
          new InputRule.NotSupported(
              "its axes are computed at run time", "re-export with fixed input sizes"));
    }
    return DISPUTED.contains(node.node().opType())
            && axes(node).length == 0
            && node.xDims(0).length > 0
        ? Optional.of(
            new InputRule.NotSupported(
                "what it computes without axes differs between ONNX and ONNX Runtime",
                "re-export without noop_with_empty_axes"))
        : Optional.empty();
  }

  private static Reduced reduced(Backward b) {
    long[] dims = b.dims();
    long[] axes = axes(b);
    long[] kept = dims.clone();
    long count = 1;
    for (long axis : axes) {
      count *= dims[(int) axis];
      kept[(int) axis] = 1;
    }
    boolean keeps = b.attributes().integer("keepdims", 1) == 1;
    String g = keeps ? b.g() : b.emit().reshape(b.g(), kept);
    String y = keeps ? b.y() : b.emit().reshape(b.y(), kept);
    return new Reduced(g, y, count, axes);
  }

  private static long[] axes(NodeView b) {
    int rank = b.xDims(0).length;
    long[] given = b.constant(1).map(TensorData::longs).orElse(new long[0]);
    if (given.length > 0) {
      return Reductions.normalised(given, rank);
    }
    boolean none = b.attributes().integer("noop_with_empty_axes", 0) == 1;
    return none ? new long[0] : LongStream.range(0, rank).toArray();
  }

  private static String expanded(Backward b, String g) {
    return b.emit().expand(g, b.dims());
  }

  private static String extremum(Backward b, Reduced r) {
    String attained = b.op("Cast", Attributes.of("to", 1), b.op("Equal", b.x(0), r.y()));
    if (r.axes().length == 0) {
      return b.g();
    }
    String count = b.emit().reduce("ReduceSum", attained, true, r.axes());
    return mul(b, attained, b.op("Div", r.g(), count));
  }

  private static String l2(Backward b, Reduced r) {
    String atZero = b.op("Equal", r.y(), b.scalar(0));
    String perNorm = b.where(atZero, b.scalar(0), b.op("Div", r.g(), r.y()));
    return mul(b, b.x(0), perNorm);
  }

  private static String product(Backward b, Reduced r) {
    String zero = b.op("Equal", b.x(0), b.scalar(0));
    String others = b.op("Div", r.y(), b.where(zero, b.scalar(1), b.x(0)));
    return mul(b, r.g(), b.where(zero, b.scalar(0), others));
  }

  private static String cumulative(Backward b) {
    long forwards = b.attributes().integer("reverse", 0);
    return b.op("CumSum", b.attributes().with("reverse", 1 - forwards), b.g(), b.x(1));
  }

  private static String top(Backward b) {
    long axis = b.attributes().integer("axis", -1);
    Attributes add = Attributes.of("axis", axis, "reduction", "add");
    return b.op("ScatterElements", add, b.zeros(b.dims()), b.node().outputs().get(1), b.g());
  }

  private static OperatorRule axiswise(String opType, BiFunction<Backward, Long, String> gradient) {
    return OperatorRule.of(opType)
        .input("input", b -> gradient.apply(b, (long) ShapeRules.axis(b, -1, b.dims().length)));
  }

  private static String softmax(Backward b, long axis) {
    String weighted = mul(b, b.g(), b.y());
    String sum = b.emit().reduce("ReduceSum", weighted, true, axis);
    return b.op("Sub", weighted, mul(b, b.y(), sum));
  }

  private static String logSoftmax(Backward b, long axis) {
    String sum = b.emit().reduce("ReduceSum", b.g(), true, axis);
    return b.op("Sub", b.g(), mul(b, b.op("Exp", b.y()), sum));
  }
}
