package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.generator.GraphPasses.Pass;
import io.cdmaa.optimize.ConvAlgorithms;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order that the passes' own reasons demand. */
class GraphPassesTest {
  private static final List<Pass> ALL = GraphPasses.all(Map.of(), "fake", ConvAlgorithms.byRules());

  private static final List<String> NAMES = ALL.stream().map(Pass::name).toList();

  @Test
  void theOrderIsThatOfTheDocumentation() {
    assertThat(NAMES)
        .containsExactly(
            "fix sizes",
            "resolve control flow",
            "decompose normalisations",
            "guard",
            "fold",
            "infer types",
            "canonical operators",
            "remove rounding",
            "infer types",
            "tidy",
            "fold batch normalisations",
            "drop redundant biases",
            "hoist",
            "tidy",
            "shrink constant planes",
            "fuse affine chains",
            "choose convolution algorithms",
            "half precision");
  }

  @Test
  void nothingReachesOnnxRuntimeUnguarded() {
    assertThat(NAMES.indexOf("guard")).isLessThan(NAMES.indexOf("fold"));
  }

  @Test
  void everyPassSaysWhatItDoesAndWhyThere() {
    assertThat(ALL)
        .allSatisfy(pass -> assertThat(pass.what()).isNotBlank())
        .allSatisfy(pass -> assertThat(pass.why()).isNotBlank());
  }
}
