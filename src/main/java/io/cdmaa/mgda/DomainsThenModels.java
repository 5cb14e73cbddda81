package io.cdmaa.mgda;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Combines in two stages: first the domains within each generator, then the generators (Qiu, Du and
 * Lu 2022, sections 3.2 and 3.3, whose domain strategies it makes comparable). For a gradient
 * matrix with one row per domain instead of one per generator.
 *
 * <p>A generator's gradient is the convex combination of its domains' gradients that the first
 * strategy chooses (its coefficients divided by their sum), so with {@link UniformModels} it is the
 * gradient of the mean loss; the generator's loss is the mean over its domains in any case. The
 * Gram matrix of the combinations follows from that of the rows, C G C', without another pass over
 * the gradients.
 *
 * @param generatorOfRow for each row the index of its generator; every generator from 0 on occurs
 * @param domains combines the rows of one generator
 * @param models combines the generators
 */
public record DomainsThenModels(
    List<Integer> generatorOfRow, ModelAggregation domains, ModelAggregation models)
    implements ModelAggregation {
  /** Checks that no generator is left out, and copies. */
  public DomainsThenModels {
    generatorOfRow = List.copyOf(generatorOfRow);
    long distinct = generatorOfRow.stream().distinct().count();
    int highest = generatorOfRow.stream().mapToInt(Integer::intValue).max().orElse(-1);
    int lowest = generatorOfRow.stream().mapToInt(Integer::intValue).min().orElse(-1);
    if (lowest != 0 || highest != distinct - 1) {
      throw new IllegalArgumentException(
          "rows belong to generators "
              + generatorOfRow
              + "; every generator from 0 on must have a row");
    }
  }

  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    if (gram.length != generatorOfRow.size()) {
      throw new IllegalArgumentException(
          gram.length + " rows where " + generatorOfRow.size() + " are assigned to generators");
    }
    int models = 1 + generatorOfRow.stream().mapToInt(Integer::intValue).max().orElseThrow();
    // Where generators take turns, each generator's domains take turns in its own visits.
    int visit = this.models instanceof IterativeModels ? iteration / models : iteration;
    double[][] combination = new double[models][];
    double[] means = new double[models];
    for (int j = 0; j < models; j++) {
      int[] rows = rowsOf(j);
      double[] own = new double[rows.length];
      for (int k = 0; k < rows.length; k++) {
        own[k] = losses[rows[k]];
        means[j] += losses[rows[k]] / rows.length;
      }
      double[] coefficients = domains.aggregate(visit, own, part(gram, rows)).coefficients();
      combination[j] = spread(coefficients, rows, gram.length);
    }
    Aggregation across = this.models.aggregate(iteration, means, combined(gram, combination));
    return new Aggregation(
        over(across.coefficients(), combination),
        over(across.weights(), combination),
        Aggregation.inert(gram),
        across.squaredNorm(),
        across.dualityGap(),
        across.solverIterations(),
        gram);
  }

  private int[] rowsOf(int generator) {
    return IntStream.range(0, generatorOfRow.size())
        .filter(row -> generatorOfRow.get(row) == generator)
        .toArray();
  }

  private static double[][] part(double[][] gram, int[] rows) {
    double[][] part = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        part[i][j] = gram[rows[i]][rows[j]];
      }
    }
    return part;
  }

  private static double[] spread(double[] coefficients, int[] rows, int size) {
    double sum = 0;
    for (double coefficient : coefficients) {
      sum += coefficient;
    }
    double[] spread = new double[size];
    for (int k = 0; k < rows.length && sum > 0; k++) {
      spread[rows[k]] = coefficients[k] / sum;
    }
    return spread;
  }

  private static double[][] combined(double[][] gram, double[][] combination) {
    int n = combination.length;
    double[][] result = new double[n][n];
    for (int j = 0; j < n; j++) {
      double[] product = Grams.multiply(gram, combination[j]);
      for (int i = 0; i <= j; i++) {
        result[i][j] = Grams.dot(combination[i], product);
        result[j][i] = result[i][j];
      }
      result[j][j] = Math.max(0, result[j][j]);
    }
    return result;
  }

  private static double[] over(double[] perModel, double[][] combination) {
    double[] perRow = new double[combination[0].length];
    for (int j = 0; j < perModel.length; j++) {
      for (int row = 0; row < perRow.length; row++) {
        perRow[row] += perModel[j] * combination[j][row];
      }
    }
    return perRow;
  }
}
