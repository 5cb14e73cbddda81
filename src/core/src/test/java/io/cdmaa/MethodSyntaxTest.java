package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.Method.Norm;
import io.cdmaa.Method.Solver;
import io.cdmaa.attack.BudgetShape;
import io.cdmaa.attack.Criterion;
import io.cdmaa.attack.Queries;
import io.cdmaa.attack.Rounding;
import io.cdmaa.attack.Schedule;
import io.cdmaa.generator.Loss;
import io.cdmaa.image.ChromaResolution;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.SurvivalStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MethodSyntaxTest {
  @Provide
  static Arbitrary<Method> methods() {
    Arbitrary<Regularisation> regularisations = Arbitraries.of(Regularisation.class);
    Arbitrary<Integer> numbers = Arbitraries.integers().between(1, 1_000_000);
    Arbitrary<SearchStrategy> searches =
        Arbitraries.oneOf(
            Arbitraries.of(
                new SearchStrategy.Fgsm(),
                new SearchStrategy.IFgsm(),
                new SearchStrategy.Apgd(),
                new SearchStrategy.Square()),
            Arbitraries.integers().between(1, 10_000).map(SearchStrategy.Pgd::new),
            Arbitraries.doubles().between(0, 1).ofScale(17).map(SearchStrategy.MiFgsm::new));
    Arbitrary<DomainStrategy> domains =
        Arbitraries.oneOf(
            Arbitraries.of(
                new DomainStrategy.Uniform(),
                new DomainStrategy.Iterative(),
                new DomainStrategy.Worst()),
            numbers.map(DomainStrategy.Single::new),
            regularisations.map(DomainStrategy.Mgda::new));
    Arbitrary<List<Double>> weights =
        Arbitraries.doubles()
            .between(0, 1e300)
            .ofScale(20)
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .filter(list -> list.stream().anyMatch(weight -> weight > 0));
    Arbitrary<ModelStrategy> models =
        Arbitraries.oneOf(
            Arbitraries.of(
                new ModelStrategy.Uniform(),
                new ModelStrategy.Iterative(),
                new ModelStrategy.Threshold()),
            numbers.map(ModelStrategy.Single::new),
            weights.map(ModelStrategy.Weights::new),
            Arbitraries.of(ModelStrategy.MultiTask.class),
            Arbitraries.doubles().between(0, 0.999).ofScale(17).map(ModelStrategy.CaGrad::new),
            regularisations.map(ModelStrategy.Mgda::new),
            regularisations.map(ModelStrategy.Normalised::new),
            regularisations.map(ModelStrategy.Static::new));
    Arbitrary<Loss> losses =
        Arbitraries.oneOf(
            Arbitraries.of(new Loss.Mse(), new Loss.Weighted(), new Loss.Input()),
            Arbitraries.doubles().between(0, 6).ofScale(17).map(Loss.Masked::new),
            // Any characters: names of tensors may hold blanks, quotes, equals signs and colons.
            Arbitraries.strings().ofMaxLength(12).map(Optional::of).map(Loss.Latent::new),
            Arbitraries.strings()
                .withChars(" \t\n\"\\=:a")
                .ofMaxLength(6)
                .map(Optional::of)
                .map(Loss.Latent::new));
    Arbitrary<Queries> queries =
        Combinators.combine(
                Arbitraries.of(Queries.Estimator.class),
                Arbitraries.integers().between(1, 100_000),
                Arbitraries.doubles().between(1e-6, 1).ofScale(17),
                Arbitraries.integers().between(1, 1024),
                Arbitraries.longs().between(1, 1_000_000_000_000_000L))
            .as(Queries::new);
    Arbitrary<BudgetShape> budgets =
        Combinators.combine(
                Arbitraries.of(BudgetShape.Form.class), Arbitraries.of(ChromaResolution.class))
            .as(BudgetShape::new);
    Arbitrary<Method> rest =
        Combinators.combine(
                Arbitraries.of(Solver.class),
                Arbitraries.of(Norm.class),
                Arbitraries.of(Schedule.class),
                Arbitraries.of(Rounding.class),
                Arbitraries.of(Criterion.class),
                budgets)
            .as(
                (solver, norm, schedule, rounding, best, budget) ->
                    new Method(
                        new SearchStrategy.IFgsm(),
                        new DomainStrategy.Uniform(),
                        new ModelStrategy.Mgda(Regularisation.PENALTY),
                        solver,
                        Loss.mse(),
                        norm,
                        schedule,
                        rounding,
                        Queries.defaults(),
                        best,
                        budget,
                        Survival.NONE));
    Arbitrary<Survival> survivals =
        Combinators.combine(
                Arbitraries.of(
                        "none",
                        "posting",
                        "screenshot",
                        "jpeg:75-95,blur:0.5",
                        "crop:0-3+jpeg:80:444")
                    .map(Survival::parse),
                Arbitraries.of(SurvivalStrategy.class),
                Arbitraries.doubles().between(1, 100).ofScale(17))
            .as((what, how, effort) -> what.withStrategy(how).withEffort(effort));
    return Combinators.combine(rest, searches, domains, models, losses, queries, survivals)
        .as(
            (method, search, domain, model, loss, query, survival) ->
                method
                    .withAttack(search)
                    .withDomains(domain)
                    .withModels(model)
                    .withLoss(loss)
                    .withQueries(query)
                    .withSurvive(survival));
  }

  @Property(tries = 2000)
  void whatIsPrintedIsReadBack(@ForAll("methods") Method method) {
    assertThat(MethodSyntax.parse(MethodSyntax.print(method))).isEqualTo(method);
    assertThat(MethodSyntax.parse(MethodSyntax.toMap(method))).isEqualTo(method);
  }

  @Property(tries = 300)
  void theOrderOfPartsDoesNotMatter(@ForAll("methods") Method method) {
    Map<String, String> backwards = new LinkedHashMap<>();
    List<Map.Entry<String, String>> entries =
        new ArrayList<>(MethodSyntax.toMap(method).entrySet());
    Collections.reverse(entries);
    entries.forEach(entry -> backwards.put(entry.getKey(), entry.getValue()));
    assertThat(MethodSyntax.parse(backwards)).isEqualTo(method);
  }

  /** A part that counts as idle may take any of its values: the method stays equal. */
  @Property(tries = 300)
  void anIdlePartHasItsUsualValue(@ForAll("methods") Method method) {
    for (MethodOption<?> option : MethodSyntax.options()) {
      if (!option.hasEffectOn(method)) {
        assertThat(option.print(method)).isEqualTo(option.print(Method.CDMAA));
      }
    }
  }

  @Test
  void presetsAreMethodsWithAName() {
    assertThat(MethodSyntax.parse("cdmaa")).isEqualTo(Method.CDMAA);
    assertThat(MethodSyntax.parse("uniform")).isEqualTo(Method.UNIFORM);
    assertThat(MethodSyntax.parse("Threshold")).isEqualTo(Method.THRESHOLD);
    assertThat(
            Method.CDMAA
                .withModels(new ModelStrategy.Threshold())
                .withAttack(new SearchStrategy.MiFgsm(0.7))
                .withSchedule(Schedule.WARM_UP))
        .hasToString("threshold");
  }

  static Stream<Arguments> everyExample() {
    return MethodSyntax.options().stream()
        .flatMap(option -> option.examples().stream().map(e -> Arguments.of(option.key(), e)));
  }

  @ParameterizedTest
  @MethodSource("everyExample")
  void everyNameOfTheTableIsReadAndPrintedBack(String key, String example) {
    // Where an option has an effect only beside others, these are chosen.
    Method base =
        MethodSyntax.parse(
            key.equals("restarts")
                ? "attack=pgd"
                : "attack=mifgsm momentum=0.9 survive="
                    + (key.equals("survive") ? "none" : "blur:1"));
    MethodOption<?> option = MethodSyntax.option(key);

    Method method = option.with(base, example);

    assertThat(option.print(method)).isEqualTo(example);
    assertThat(option.description()).isNotEmpty();
    assertThat(MethodSyntax.parse(MethodSyntax.print(method))).isEqualTo(method);
  }

  /** Texts that records, reports and experiment files of earlier versions hold. */
  @Test
  void textsMeanWhatTheyMeantBefore() {
    assertThat(MethodSyntax.parse("attack=PGD restarts=3"))
        .isEqualTo(Method.CDMAA.withAttack(new SearchStrategy.Pgd(3)));
    assertThat(MethodSyntax.parse("restarts=3 attack=pgd"))
        .isEqualTo(Method.CDMAA.withAttack(new SearchStrategy.Pgd(3)));
    assertThat(MethodSyntax.parse("threshold attack=mifgsm")).isEqualTo(Method.THRESHOLD);
    assertThat(MethodSyntax.parse("models-by=weights:1,2"))
        .isEqualTo(Method.CDMAA.withModels(new ModelStrategy.Weights(List.of(1.0, 2.0))));
    assertThat(MethodSyntax.parse("domains_by=mgda:l2"))
        .isEqualTo(Method.CDMAA.withDomains(new DomainStrategy.Mgda(Regularisation.L2)));
    assertThat(MethodSyntax.parse("models-by=static regularisation=l2+log"))
        .isEqualTo(Method.CDMAA.withModels(new ModelStrategy.Static(Regularisation.L2_LOG)));
    assertThat(MethodSyntax.parse("loss=latent:/Enc/Conv norm=l2 best=threshold-mean"))
        .isEqualTo(
            Method.CDMAA
                .withLoss(new Loss.Latent(Optional.of("/Enc/Conv")))
                .withNorm(Norm.L2)
                .withBest(Criterion.THRESHOLD_MEAN));
    assertThat(MethodSyntax.parse("queries=1e3 query-tile=4"))
        .isEqualTo(Method.CDMAA.withQueries(Queries.defaults().withBudget(1000).withTile(4)));
    assertThat(MethodSyntax.parse("regularization=log domains=worst"))
        .isEqualTo(MethodSyntax.parse("regularisation=log domains-by=worst"));
  }

  @Test
  void mapsChangeTheDefaultOrTheMethodThatTheyName() {
    assertThat(MethodSyntax.parse(Map.of())).isEqualTo(Defaults.METHOD);
    assertThat(MethodSyntax.parse(Map.of("method", "uniform", "attack", "apgd")))
        .isEqualTo(Method.UNIFORM.withAttack(new SearchStrategy.Apgd()))
        .hasToString("cdmaa attack=apgd models-by=uniform");
  }

  /** What has no effect makes no difference, so a finished photo is not done again for it. */
  @Test
  void partsWithoutEffectMakeNoDifference() {
    assertThat(MethodSyntax.parse("uniform regularisation=l2")).isEqualTo(Method.UNIFORM);
    assertThat(MethodSyntax.parse("attack=square norm=l2 solver=pairwise query-pairs=3"))
        .isEqualTo(Method.CDMAA.withAttack(new SearchStrategy.Square()));
    assertThat(MethodSyntax.parse("momentum=0.3")).isEqualTo(Method.CDMAA);
    assertThat(MethodSyntax.parse("survive-by=worst survive-effort=3")).isEqualTo(Method.CDMAA);
    assertThat(MethodSyntax.parse("loss=masked:0.5")).isEqualTo(MethodSyntax.parse("loss=masked"));
    assertThat(MethodSyntax.parse("domains-by=mgda:none"))
        .isEqualTo(MethodSyntax.parse("domains-by=mgda"));
    assertThat(MethodSyntax.idle(Method.UNIFORM, List.of("solver", "norm")))
        .containsExactly("solver");
    assertThat(MethodSyntax.idle(Method.THRESHOLD, List.of("domains-by", "momentum", "restarts")))
        .containsExactly("domains-by", "restarts");
    assertThat(MethodSyntax.parse("uniform domains-by=mgda solver=pairwise").solver())
        .isEqualTo(Solver.PAIRWISE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attack=pdg | did you mean 'pgd'",
        "atack=pgd | did you mean 'attack'",
        "cdma | did you mean 'cdmaa'",
        "restarts=0 | must be at least 1",
        "attack=pgd restarts=2.5 | whole number",
        "restarts=1e300 | at most 10000",
        "attack=mifgsm momentum=x | is not a number",
        "momentum=NaN | is not a number",
        "domains-by=single | single:N",
        "domains-by=single:0 | at least 1",
        "domains-by=mgda:l3 | did you mean 'l2'",
        "models-by=weights:0,0 | not all 0",
        "models-by=weights:1,-1 | at least 0",
        "models-by=weights:1,,2 | is not a number",
        "query-radius=0 | above 0",
        "cdmaa attack | not KEY=VALUE"
      })
  void whatIsWrongIsNamedWithTheNearestRight(String text, String message) {
    assertThatThrownBy(() -> MethodSyntax.parse(text))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(message);
  }
}
