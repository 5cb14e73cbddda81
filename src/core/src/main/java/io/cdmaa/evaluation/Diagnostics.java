package io.cdmaa.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 */
public final class Diagnostics {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Diagnostics() {}

  /**
   * Returns the diagnostics of one iteration.
   *
   * <p>{@code restart}, {@code iteration}, {@code stepSize}; {@code losses} [J][K]; {@code weights}
   * [J]; {@code squaredNorm}, {@code dualityGap}, {@code solverIterations}; {@code cosines} [J][J]
   * between generators; {@code gains} [J], the predicted change of each generator's loss, {@code
   * opposed} [J], whether it is negative, and {@code opposedShare}. If the attack computed every
   * domain's gradient, also {@code domainWeights} [J][K] and {@code domainCosines} [J][K][K]; in
   * {@code cosines} and {@code gains} a generator's gradient is then the mean over its domains.
   */
  public static ObjectNode of(IterationReport report) {
    Aggregation aggregation = report.aggregation();
    Losses losses = report.losses();
    List<List<Integer>> rows = rowsByGenerator(report.rows(), losses.generators());
    boolean perDomain =
        report.rows().stream().anyMatch(row -> row.domain() != GradientRow.ALL_DOMAINS);
    ObjectNode node = NODES.objectNode();
    node.put("restart", report.restart());
    node.put("iteration", report.iteration());
    node.put("stepSize", report.stepSize());
    node.set("losses", matrix(losses.perDomain()));
    double[] weights = aggregation.weights();
    double[] perGenerator = new double[rows.size()];
    double[] gains = new double[rows.size()];
    for (int j = 0; j < perGenerator.length; j++) {
      for (int row : rows.get(j)) {
        perGenerator[j] += weights[row];
        gains[j] += report.gains()[row] / rows.get(j).size();
      }
    }
    node.set("weights", vector(perGenerator));
    node.put("squaredNorm", aggregation.squaredNorm());
    node.put("dualityGap", aggregation.dualityGap());
    node.put("solverIterations", aggregation.solverIterations());
    node.set("cosines", matrix(cosines(means(aggregation.gram(), rows))));
    node.set("gains", vector(gains));
    ArrayNode opposed = node.putArray("opposed");
    int count = 0;
    for (double gain : gains) {
      opposed.add(gain < 0);
      count += gain < 0 ? 1 : 0;
    }
    node.put("opposedShare", (double) count / gains.length);
    if (perDomain) {
      ArrayNode domainWeights = node.putArray("domainWeights");
      ArrayNode domainCosines = node.putArray("domainCosines");
      for (List<Integer> own : rows) {
        domainWeights.add(vector(own.stream().mapToDouble(row -> weights[row]).toArray()));
        domainCosines.add(matrix(part(aggregation.cosines(), own)));
      }
    }
    return node;
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

  private static ArrayNode vector(double[] values) {
    ArrayNode node = NODES.arrayNode();
    for (double value : values) {
      node.add(value);
    }
    return node;
  }

  private static ArrayNode matrix(double[][] values) {
    ArrayNode node = NODES.arrayNode();
    for (double[] row : values) {
      node.add(vector(row));
    }
    return node;
  }
}
