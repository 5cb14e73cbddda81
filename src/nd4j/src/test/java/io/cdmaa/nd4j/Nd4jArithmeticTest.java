package io.cdmaa.nd4j;

import static io.cdmaa.testkit.Samples.matrix;
import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.testkit.GradientArithmeticContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nd4jArithmeticTest extends GradientArithmeticContract {
  @Override
  protected GradientArithmetic create() {
    return new Nd4jArithmetic();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 64})
  void agreesWithPlainJavaOnTheGramMatrix(int rows) {
    GradientMatrix gradients = matrix(random(rows, 10_007, rows));

    assertClose(create().gram(gradients), new PlainArithmetic().gram(gradients), 2e-6);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-37, 1e-30, 1e-22, 1e-10, 1e-4, 1e4, 1e15, 1e22, 1e36})
  void gramOfTinyAndHugeRowsNeitherUnderflowsNorOverflows(double factor) {
    GradientMatrix gradients = matrix(scaled(random(5, 3001, 1), factor));

    double[][] gram = create().gram(gradients);

    assertThat(gram[0][0]).isGreaterThan(0).isFinite();
    assertClose(gram, new PlainArithmetic().gram(gradients), 2e-6);
  }

  @Test
  void gramOfRowsOfVeryDifferentScaleKeepsEveryEntry() {
    GradientMatrix gradients = matrix(scaled(random(4, 3001, 1), 1e-30, 1, 1e15, 1e-10));

    assertClose(create().gram(gradients), new PlainArithmetic().gram(gradients), 2e-6);
  }
}
