package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.mgda.FixedWeights;
import io.cdmaa.mgda.FrankWolfe;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.MgdaDomains;
import io.cdmaa.mgda.NormalisedModels;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.SingleDomain;
import io.cdmaa.mgda.SingleModel;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.mgda.UniformModels;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MethodSpecTest {
  @Test
  void thePresetsAreWhatTheirNamesSay() {
    MethodSpec cdmaa = MethodSpec.preset("cdmaa");
    assertThat(cdmaa.attack()).isInstanceOf(IFgsm.class);
    assertThat(cdmaa.domains()).isEqualTo(new UniformDomains());
    assertThat(cdmaa.models()).isEqualTo(new Mgda(Regularisation.PENALTY));
    assertThat(cdmaa.gradients()).isEqualTo(Gradients.WEIGHTED);
    MethodSpec uniform = MethodSpec.preset("uniform");
    assertThat(uniform.models()).isEqualTo(new UniformModels());
    assertThat(uniform.text()).isEqualTo("uniform");
  }

  /** Every name of the table, with a number where one is asked for. */
  static Stream<Arguments> everyChoice() {
    return Stream.of(MethodOption.values())
        .flatMap(
            option ->
                option.choices().stream()
                    .map(
                        choice ->
                            Arguments.of(
                                option,
                                switch (choice.placeholder()) {
                                  case "" -> choice.name();
                                  case "A,B,.." -> choice.name() + ":1,2.5";
                                  case "R" -> choice.name() + ":l2+log";
                                  case "T" -> choice.name() + ":0.3";
                                  case "TENSOR" -> choice.name() + ":/Enc/Conv_1";
                                  case "N" -> choice.name().isEmpty() ? "2" : choice.name() + ":2";
                                  default -> "0.5";
                                })));
  }

  @ParameterizedTest
  @MethodSource("everyChoice")
  void everyNameOfTheTableBuildsAndIsPrintedBack(MethodOption option, String value) {
    // Where an option has an effect only beside others, these are chosen.
    MethodSpec base = MethodSpec.parse("attack=mifgsm");
    MethodSpec spec =
        (option == MethodOption.RESTARTS ? MethodSpec.parse("attack=pgd") : base)
            .with(option, value);

    assertThat(spec.get(option)).isEqualTo(value);
    assertThat(MethodSpec.parse(spec.text())).isEqualTo(spec);
    assertThat(MethodSpec.parse(spec.toMap())).isEqualTo(spec);
    assertThat(spec.attack()).isNotNull();
    assertThat(spec.loss()).isNotNull();
    AttackSettings settings = spec.applyTo(AttackSettings.defaults());
    assertThat(settings.domains()).isEqualTo(spec.domains());
    assertThat(settings.aggregation()).isEqualTo(spec.models());
  }

  @ParameterizedTest
  @EnumSource
  void everyOptionIsDescribedAndItsStandardIsAllowed(MethodOption option) {
    assertThat(option.description()).isNotEmpty();
    assertThat(option.canonical(option.standard())).isEqualTo(option.standard());
  }

  @Test
  void partsAreBuiltFromTheirNames() {
    assertThat(MethodSpec.parse("attack=PGD restarts=3").attack())
        .isInstanceOfSatisfying(Pgd.class, pgd -> assertThat(pgd.restarts()).isEqualTo(3));
    assertThat(MethodSpec.parse("attack=mifgsm momentum=0.5").attack())
        .isInstanceOfSatisfying(
            MiFgsm.class, attack -> assertThat(attack.momentum()).isEqualTo(0.5));
    assertThat(MethodSpec.parse("domains-by=single:3").domains()).isEqualTo(new SingleDomain(2));
    assertThat(MethodSpec.parse("domains-by=mgda:l2").domains())
        .isEqualTo(new MgdaDomains(new Mgda(Regularisation.L2)));
    assertThat(MethodSpec.parse("domains-by=worst").gradients()).isEqualTo(Gradients.PER_DOMAIN);
    assertThat(MethodSpec.parse("models-by=single:2").models()).isEqualTo(new SingleModel(1));
    assertThat(MethodSpec.parse("models-by=weights:1,3").models())
        .isEqualTo(new FixedWeights(List.of(1.0, 3.0)));
    assertThat(MethodSpec.parse("models-by=static regularisation=l2").models())
        .isEqualTo(new NormalisedModels(Regularisation.L2, true));
    assertThat(MethodSpec.parse("solver=frank-wolfe").models())
        .isEqualTo(
            new Mgda(
                Regularisation.PENALTY, new FrankWolfe(FrankWolfe.Steps.CLASSIC, 1e-10, 100_000)));
    AttackSettings settings =
        MethodSpec.parse("norm=l2 best=threshold-mean").applyTo(AttackSettings.defaults());
    assertThat(settings.budget()).isEqualTo(new Budget.Rms(0.05));
    assertThat(settings.criterion()).isEqualTo(Criterion.THRESHOLD_MEAN);
  }

  /** What has no effect makes no difference, so a finished photo is not done again for it. */
  @Test
  void optionsWithoutEffectMakeNoDifference() {
    assertThat(MethodSpec.parse("uniform regularisation=l2"))
        .isEqualTo(MethodSpec.preset("uniform"));
    assertThat(MethodSpec.parse("attack=square norm=l2").text()).isEqualTo("attack=square");
    assertThat(MethodSpec.parse("momentum=0.3")).isEqualTo(MethodSpec.preset("cdmaa"));
    assertThat(MethodSpec.preset("uniform").idle(List.of(MethodOption.SOLVER, MethodOption.NORM)))
        .containsExactly(MethodOption.SOLVER);
    assertThat(MethodSpec.parse("uniform domains-by=mgda solver=pairwise").get(MethodOption.SOLVER))
        .isEqualTo("pairwise");
  }

  @Test
  void aMapMayStartFromAPreset() {
    MethodSpec spec = MethodSpec.parse(Map.of("method", "uniform", "attack", "apgd"));
    assertThat(spec.attack()).isInstanceOf(Apgd.class);
    assertThat(spec.models()).isEqualTo(new UniformModels());
    assertThat(spec.text()).isEqualTo("attack=apgd models-by=uniform");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attack=pdg | did you mean 'pgd'",
        "atack=pgd | did you mean 'attack'",
        "cdma | did you mean 'cdmaa'",
        "restarts=0 | must be at least 1",
        "restarts=2.5 | whole number",
        "momentum=x | no number",
        "domains-by=single | single:N",
        "domains-by=mgda:l3 | did you mean 'l2'",
        "models-by=weights:0,0 | not all 0",
        "models-by=weights:1,-1 | at least 0",
        "cdmaa attack | no KEY=VALUE"
      })
  void whatIsWrongIsNamedWithTheNearestRight(String text, String message) {
    assertThatThrownBy(() -> MethodSpec.parse(text))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void strategiesThatDoNotFitTheGroupAreRefused() {
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> MethodSpec.parse("models-by=single:3").requireFits(2))
        .withMessageContaining("there are 2 generators");
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> MethodSpec.parse("models-by=weights:1,2").requireFits(3))
        .withMessageContaining("2 weights for 3");
    MethodSpec.parse("models-by=single:2").requireFits(2);
  }
}
