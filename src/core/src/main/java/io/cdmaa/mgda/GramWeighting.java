package io.cdmaa.mgda;

import java.util.stream.IntStream;

/**
 * A strategy whose weights follow from the Gram matrix of the gradients alone; losses do not
 * matter. Gradients that are exactly zero are left out.
 */
public interface GramWeighting extends ModelAggregation {
  /**
   * Returns c of the direction sum_j c_j g_j. A weight may be negative if the method subtracts
   * gradients. All are 0 if the method finds no direction, as with gradients that cancel.
   *
   * @param iteration counts from 0
   * @param gram J x J, g_i . g_j, with a positive diagonal
   */
  double[] weights(int iteration, double[][] gram);

  @Override
  default Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    Grams.check(gram);
    int[] rows = IntStream.range(0, gram.length).filter(j -> gram[j][j] > 0).toArray();
    double[] coefficients = new double[gram.length];
    if (rows.length > 0) {
      double[] own = weights(iteration, Grams.part(gram, rows));
      for (int i = 0; i < rows.length; i++) {
        coefficients[rows[i]] = own[i];
      }
    }
    return Aggregation.signed(coefficients, gram);
  }
}
