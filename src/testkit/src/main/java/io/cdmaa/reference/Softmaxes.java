package io.cdmaa.reference;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Normalisations of a line to a distribution. */
final class Softmaxes {
  static final Table TABLE =
      new Table()
          .one("Softmax", along(Softmaxes::softmax))
          .one("LogSoftmax", along(Softmaxes::logSoftmax))
          .one("Hardmax", along(Softmaxes::hardmax));

  private Softmaxes() {}

  /**
   * Before opset 13 all axes from the given one on form one line; since then only that axis does.
   */
  private static Function<Call, Tensor64> along(UnaryOperator<double[]> function) {
    return call -> {
      Tensor64 x = call.in(0);
      if (call.opset() >= 13) {
        return Lines.transform(x, call.integer("axis", -1), x.type(), function);
      }
      int axis = Call.axis(call.integer("axis", 1), x.rank());
      int rows = Arrays.stream(x.shape()).limit(axis).reduce(1, Math::multiplyExact);
      Tensor64 matrix = x.reshaped(rows, x.size() / rows);
      return Lines.transform(matrix, 1, x.type(), function).reshaped(x.shape());
    };
  }

  private static double[] logSoftmax(double[] line) {
    double norm = Reductions.logSumExp(line);
    return Arrays.stream(line).map(x -> x - norm).toArray();
  }

  private static double[] softmax(double[] line) {
    return Arrays.stream(logSoftmax(line)).map(Math::exp).toArray();
  }

  private static double[] hardmax(double[] line) {
    double[] result = new double[line.length];
    result[Orders.first(line, true)] = 1;
    return result;
  }
}
