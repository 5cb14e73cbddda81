package io.cdmaa.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.attack.GradientRow;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.attack.Losses;
import io.cdmaa.mgda.Aggregation;
import java.util.ArrayList;
import java.util.List;

/**
 * The diagnostics of one iteration of an attack, as one JSON object: the losses, the weights that
 * the strategy chose and how well they are founded, the cosines between the gradients (Qiu, Du and
 * Lu 2022, Figure 2), and which generators' losses the step is predicted to lower, since a step
 * along sign(w) does not keep MGDA's guarantee.
 *
 * @param restart counts from 0
 * @param iteration counts from 0
 * @param stepSize size of the next step
 * @param losses [J][K]
 * @param weights [J]
 * @param squaredNorm of the aggregated direction
 * @param dualityGap of the weights
 * @param solverIterations number of steps of the solver
 * @param cosines [J][J], between generators
 * @param gains [J], the predicted change of each generator's loss
 * @param opposed [J], whether the gain is negative
 * @param opposedShare share of generators with a negative gain
 * @param domainWeights [J][K] if the attack computed every domain's gradient, otherwise null; a
 *     generator's gradient is then the mean over its domains in {@code cosines} and {@code gains}
 * @param domainCosines [J][K][K], or null likewise
 */
public record Diagnostics(
    int restart,
    int iteration,
    double stepSize,
    double[][] losses,
    double[] weights,
    double squaredNorm,
    double dualityGap,
    int solverIterations,
    double[][] cosines,
    double[] gains,
    boolean[] opposed,
    double opposedShare,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<double[]> domainWeights,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<double[][]> domainCosines) {

  /** Returns the diagnostics of one iteration. */
  public static Diagnostics of(IterationReport report) {
    Aggregation aggregation = report.aggregation();
    Losses losses = report.losses();
    List<List<Integer>> rows = rowsByGenerator(report.rows(), losses.generators());
    boolean perDomain =
        report.rows().stream().anyMatch(row -> row.domain() != GradientRow.ALL_DOMAINS);
    double[] weights = aggregation.weights();
    double[] perGenerator = new double[rows.size()];
    double[] gains = new double[rows.size()];
    boolean[] opposed = new boolean[rows.size()];
    int count = 0;
    for (int j = 0; j < perGenerator.length; j++) {
      for (int row : rows.get(j)) {
        perGenerator[j] += weights[row];
        gains[j] += report.gains()[row] / rows.get(j).size();
      }
      opposed[j] = gains[j] < 0;
      count += opposed[j] ? 1 : 0;
    }
    return new Diagnostics(
        report.restart(),
        report.iteration(),
        report.stepSize(),
        losses.perDomain(),
        perGenerator,
        aggregation.squaredNorm(),
        aggregation.dualityGap(),
        aggregation.solverIterations(),
        cosines(means(aggregation.gram(), rows)),
        gains,
        opposed,
        (double) count / gains.length,
        perDomain
            ? rows.stream()
                .map(own -> own.stream().mapToDouble(row -> weights[row]).toArray())
                .toList()
            : null,
        perDomain ? rows.stream().map(own -> part(aggregation.cosines(), own)).toList() : null);
  }

  private static List<List<Integer>> rowsByGenerator(List<GradientRow> rows, int generators) {
    List<List<Integer>> result = new ArrayList<>();
    for (int j = 0; j < generators; j++) {
      result.add(new ArrayList<>());
    }
    for (int row = 0; row < rows.size(); row++) {
      result.get(rows.get(row).generator()).add(row);
    }
    return result;
  }

  /** Returns the Gram matrix of the means over each generator's rows. */
  private static double[][] means(double[][] gram, List<List<Integer>> rows) {
    double[][] result = new double[rows.size()][rows.size()];
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < result.length; j++) {
        double sum = 0;
        for (int a : rows.get(i)) {
          for (int b : rows.get(j)) {
            sum += gram[a][b];
          }
        }
        result[i][j] = sum / rows.get(i).size() / rows.get(j).size();
      }
    }
    return result;
  }

  private static double[][] cosines(double[][] gram) {
    double[][] result = new double[gram.length][gram.length];
    for (int i = 0; i < gram.length; i++) {
      for (int j = 0; j < gram.length; j++) {
        double lengths = Math.sqrt(Math.max(0, gram[i][i]) * Math.max(0, gram[j][j]));
        result[i][j] = lengths > 0 ? Math.max(-1, Math.min(1, gram[i][j] / lengths)) : 0;
      }
    }
    return result;
  }

  private static double[][] part(double[][] matrix, List<Integer> rows) {
    double[][] result = new double[rows.size()][rows.size()];
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < result.length; j++) {
        result[i][j] = matrix[rows.get(i)][rows.get(j)];
      }
    }
    return result;
  }
}
