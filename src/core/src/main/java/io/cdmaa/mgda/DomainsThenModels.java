package io.cdmaa.mgda;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Aggregates in two stages: first the domains within each generator, then the generators (Qiu, Du
 * and Lu 2022, sections 3.2 and 3.3). For a gradient matrix with one row per domain instead of one
 * per generator.
 *
 * <p>A generator's gradient is the combination of its domains' gradients with the weights of the
 * first strategy, and its loss the same combination of their losses. The Gram matrix of the
 * combinations follows from that of the rows, C G C', without another pass over the gradients.
 *
 * @param generatorOfRow the index of each row's generator; every generator from 0 on occurs
 * @param domains aggregates the rows of one generator
 * @param models aggregates the generators
 */
public record DomainsThenModels(
    List<Integer> generatorOfRow, DomainAggregation domains, ModelAggregation models)
    implements ModelAggregation {
  /** Copies the array and checks that every generator has a row. */
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
    int visit = this.models.visit(iteration, models);
    double[][] combination = new double[models][];
    double[] combinedLosses = new double[models];
    for (int j = 0; j < models; j++) {
      int[] rows = rowsOf(j);
      double[] own = new double[rows.length];
      for (int k = 0; k < rows.length; k++) {
        own[k] = losses[rows[k]];
      }
      double[] weights = domains.weights(visit, own, Grams.part(gram, rows));
      combinedLosses[j] = Grams.dot(weights, own);
      combination[j] = spread(weights, rows, gram.length);
    }
    Aggregation across =
        this.models.aggregate(iteration, combinedLosses, combined(gram, combination));
    return new Aggregation(
        over(across.coefficients(), combination),
        over(across.weights(), combination),
        Aggregation.inert(gram),
        across.squaredNorm(),
        across.dualityGap(),
        across.solverIterations(),
        gram);
  }

  @Override
  public ModelAggregation forRun() {
    return new DomainsThenModels(generatorOfRow, domains, models.forRun());
  }

  private int[] rowsOf(int generator) {
    return IntStream.range(0, generatorOfRow.size())
        .filter(row -> generatorOfRow.get(row) == generator)
        .toArray();
  }

  private static double[] spread(double[] weights, int[] rows, int size) {
    double[] spread = new double[size];
    for (int k = 0; k < rows.length; k++) {
      spread[rows[k]] = weights[k];
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
