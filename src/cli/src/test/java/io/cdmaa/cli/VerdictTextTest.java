package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.Verdict;
import io.cdmaa.Verdict.Difference;
import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.transform.Transform;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class VerdictTextTest {
  @Test
  void domainsWithLongNamesStandInLineWithTheirGenerator() {
    GeneratorVerdict generator =
        new GeneratorVerdict(
            "G",
            List.of(
                new DomainVerdict("mouth slightly open", 0.0614, true, OptionalDouble.of(0.07)),
                new DomainVerdict("bald", 0.0214, false, OptionalDouble.empty())));
    Verdict verdict = new Verdict(0.05, List.of(generator), new Difference(6, 33, 0.9));
    assertThat(VerdictText.of(verdict, true).lines())
        .containsExactly(
            "  generator              average L  masked L    broken  weakest domain",
            "  G                         0.0414    0.0700    1 of 2  bald (0.0214)",
            "    mouth slightly open     0.0614    0.0700       yes",
            "    bald                    0.0214         -        no",
            "  attack rate 50 %: 1 of 2 fakes broken (L >= 0.05)",
            "  change: at most 6 levels of 255, PSNR 33.0 dB, SSIM 0.9000");
  }

  @Test
  void transformsHaveARowEach() {
    GeneratorVerdict generator =
        new GeneratorVerdict(
            "G", List.of(new DomainVerdict("bald", 0.0614, true, OptionalDouble.empty())));
    GeneratorVerdict weaker =
        new GeneratorVerdict(
            "G", List.of(new DomainVerdict("bald", 0.0123, false, OptionalDouble.empty())));
    GeneratorVerdict other =
        new GeneratorVerdict(
            "H", List.of(new DomainVerdict("", 0.0777, true, OptionalDouble.empty())));
    Difference change = new Difference(6, 33, 0.9);
    Verdict verdict =
        new Verdict(0.05, List.of(generator, other), change)
            .with(
                Map.of(Transform.resize(0.75), new Verdict(0.05, List.of(weaker, other), change)));
    assertThat(VerdictText.of(verdict, false).lines())
        .containsSubsequence(
            "  after        average L              broken  weakest generator",
            "  resize:0.75     0.0450              1 of 2  G (0.0123)");
  }
}
