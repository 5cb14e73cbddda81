package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cdmaa.CdmaaException;
import io.cdmaa.Method;
import io.cdmaa.MethodSyntax;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.mgda.AlignedMtl;
import io.cdmaa.mgda.CaGrad;
import io.cdmaa.mgda.ConFig;
import io.cdmaa.mgda.DomainAggregation;
import io.cdmaa.mgda.DualProj;
import io.cdmaa.mgda.FixedWeights;
import io.cdmaa.mgda.FrankWolfe;
import io.cdmaa.mgda.ImtlG;
import io.cdmaa.mgda.IterativeDomains;
import io.cdmaa.mgda.IterativeModels;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.MgdaDomains;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.NashMtl;
import io.cdmaa.mgda.NormalisedModels;
import io.cdmaa.mgda.PcGrad;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.SingleDomain;
import io.cdmaa.mgda.SingleModel;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.mgda.UpGrad;
import io.cdmaa.mgda.WorstDomain;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MethodAlgorithmsTest {
  @Test
  void everySearchIsTheOneOfItsName() {
    Map<String, Class<? extends Attack>> searches =
        Map.of(
            "fgsm", Fgsm.class,
            "ifgsm", IFgsm.class,
            "pgd", Pgd.class,
            "mifgsm", MiFgsm.class,
            "apgd", Apgd.class,
            "square", Square.class);
    assertThat(searches.keySet()).hasSameElementsAs(MethodSyntax.option("attack").names());
    searches.forEach(
        (name, type) ->
            assertThat(MethodAlgorithms.attack(MethodSyntax.parse("attack=" + name)))
                .isInstanceOf(type));
    assertThat(MethodAlgorithms.attack(MethodSyntax.parse("attack=pgd restarts=3")))
        .isInstanceOfSatisfying(Pgd.class, pgd -> assertThat(pgd.restarts()).isEqualTo(3));
    assertThat(MethodAlgorithms.attack(MethodSyntax.parse("attack=mifgsm momentum=0.5")))
        .isInstanceOfSatisfying(
            MiFgsm.class, attack -> assertThat(attack.momentum()).isEqualTo(0.5));
  }

  static Stream<Arguments> domains() {
    return Stream.of(
        Arguments.of("uniform", new UniformDomains()),
        Arguments.of("single:3", new SingleDomain(2)),
        Arguments.of("iterative", new IterativeDomains()),
        Arguments.of("worst", new WorstDomain()),
        Arguments.of("mgda", new MgdaDomains(new Mgda(Regularisation.NONE))),
        Arguments.of("mgda:l2", new MgdaDomains(new Mgda(Regularisation.L2))));
  }

  @ParameterizedTest
  @MethodSource("domains")
  void domainsAreCombinedAsNamed(String text, DomainAggregation expected) {
    Method method = MethodSyntax.parse("domains-by=" + text);
    assertThat(MethodAlgorithms.domains(method)).isEqualTo(expected);
    assertThat(MethodAlgorithms.gradients(method))
        .isEqualTo(expected.needsGradients() ? Gradients.PER_DOMAIN : Gradients.WEIGHTED);
  }

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of("models-by=mgda", new Mgda(Regularisation.PENALTY)),
        Arguments.of("regularisation=none", new Mgda(Regularisation.NONE)),
        Arguments.of(
            "solver=frank-wolfe",
            new Mgda(
                Regularisation.PENALTY, new FrankWolfe(FrankWolfe.Steps.CLASSIC, 1e-10, 100_000))),
        Arguments.of("solver=pairwise", new Mgda(Regularisation.PENALTY, new FrankWolfe())),
        Arguments.of("models-by=uniform", new UniformModels()),
        Arguments.of(
            "models-by=normalised regularisation=log",
            new NormalisedModels(Regularisation.LOG, false)),
        Arguments.of(
            "models-by=static regularisation=l2+penalty",
            new NormalisedModels(Regularisation.L2_PENALTY, true)),
        Arguments.of("models-by=single:2", new SingleModel(1)),
        Arguments.of("models-by=iterative", new IterativeModels()),
        Arguments.of("models-by=threshold", new ThresholdAware()),
        Arguments.of("models-by=weights:1,3", new FixedWeights(List.of(1.0, 3.0))),
        Arguments.of("models-by=upgrad", new UpGrad()),
        Arguments.of("models-by=dualproj", new DualProj()),
        Arguments.of("models-by=aligned-mtl", new AlignedMtl()),
        Arguments.of("models-by=imtl-g", new ImtlG()),
        Arguments.of("models-by=cagrad", new CaGrad(0.5)),
        Arguments.of("models-by=cagrad:0.2", new CaGrad(0.2)),
        Arguments.of("models-by=pcgrad", new PcGrad(0)),
        Arguments.of("models-by=config", new ConFig()),
        Arguments.of("models-by=nash-mtl", new NashMtl()));
  }

  @ParameterizedTest
  @MethodSource("models")
  void generatorsAreCombinedAsNamed(String text, ModelAggregation expected) {
    assertThat(MethodAlgorithms.models(MethodSyntax.parse(text))).isEqualTo(expected);
  }

  @Test
  void settingsTakeTheMethodsPartsAndKeepTheRest() {
    AttackSettings before = AttackSettings.defaults().withSeed(7).withEpsilon(0.03);
    AttackSettings settings =
        MethodAlgorithms.settings(
            MethodSyntax.parse(
                "norm=l2 best=threshold-mean schedule=two-stage queries=9 domains-by=worst"),
            before);
    assertThat(settings)
        .isEqualTo(
            before
                .withBudget(new Budget.Rms(0.03))
                .withCriterion(Criterion.THRESHOLD_MEAN)
                .withSchedule(Schedule.TWO_STAGE)
                .withQueries(Queries.defaults().withBudget(9))
                .withDomains(new WorstDomain()));
    assertThat(MethodAlgorithms.settings(MethodSyntax.parse("rounding=every-step"), before))
        .isEqualTo(before.withRounding(Rounding.EVERY_STEP));
  }

  @Test
  void squareNeedsNoGradient() {
    assertThat(MethodAlgorithms.gradients(MethodSyntax.parse("attack=square domains-by=worst")))
        .isEqualTo(Gradients.NONE);
  }

  @Test
  void strategiesThatDoNotFitTheGroupAreRefused() {
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> MethodAlgorithms.requireFits(MethodSyntax.parse("models-by=single:3"), 2))
        .withMessageContaining("there are 2 generators");
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(
            () -> MethodAlgorithms.requireFits(MethodSyntax.parse("models-by=weights:1,2"), 3))
        .withMessageContaining("2 weights for 3");
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(
            () -> MethodAlgorithms.requireFits(MethodSyntax.parse("threshold loss=input"), 2))
        .withMessageContaining("input");
    MethodAlgorithms.requireFits(MethodSyntax.parse("models-by=single:2"), 2);
  }
}
