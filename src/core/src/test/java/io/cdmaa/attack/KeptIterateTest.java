package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.Iterator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Which iterate is the result, for exact losses and for estimates. */
class KeptIterateTest {
  private static final FloatTensor PIXEL = FloatTensor.zeros(1, 1, 1);
  private static final AttackSettings SETTINGS =
      AttackSettings.defaults().withStartOffset(0).withEpsilon(0.5).withStepSize(0.125);

  /** Two starts of two steps: the third and the sixth loss are those of the last iterates. */
  private static AttackResult twoStarts(boolean estimate, double... losses) {
    Iterator<Double> script = DoubleStream.of(losses).iterator();
    return new Pgd(2, PlainArithmetic::new)
        .run(
            new ScriptedObjective(x -> script.next(), estimate),
            PIXEL,
            SETTINGS.withIterations(2),
            AttackListener.NONE);
  }

  @Test
  void theBestIterateOfAllStartsIsKeptIfLossesAreExact() {
    AttackResult result = twoStarts(false, 1, 3, 2, 1, 4, 1);
    assertThat(result.restart()).isEqualTo(1);
    assertThat(result.iteration()).isEqualTo(1);
    assertThat(result.losses().mean(0)).isEqualTo(4);
  }

  @Test
  void theLastIterateOfAStartIsKeptIfLossesAreEstimates() {
    AttackResult result = twoStarts(true, 1, 9, 2, 9, 9, 1);
    assertThat(result.restart()).isZero();
    assertThat(result.iteration()).isEqualTo(2);
    assertThat(result.losses().mean(0)).isEqualTo(2);
  }

  @Test
  void theBetterOfTheLastIteratesIsKeptIfLossesAreEstimates() {
    AttackResult result = twoStarts(true, 1, 1, 2, 1, 1, 3);
    assertThat(result.restart()).isEqualTo(1);
    assertThat(result.iteration()).isEqualTo(2);
  }

  @Test
  void aCancelledSearchKeepsItsLatestIterateIfLossesAreEstimates() {
    Iterator<Double> script = DoubleStream.of(5, 1, 1).iterator();
    AttackResult result =
        new IFgsm(PlainArithmetic::new)
            .run(
                new ScriptedObjective(x -> script.next(), true),
                PIXEL,
                SETTINGS.withIterations(9),
                report -> report.iteration() < 1);
    assertThat(result.ending()).isEqualTo(AttackResult.Ending.CANCELLED);
    assertThat(result.iteration()).isEqualTo(1);
  }

  /** The square attack rejects worse photos itself, whatever the losses are. */
  @Test
  void theSquareAttackKeepsItsBestPhoto() {
    Iterator<Double> script = DoubleStream.iterate(8, l -> l - 1).iterator();
    AttackResult result =
        new Square(PlainArithmetic::new)
            .run(
                new ScriptedObjective(x -> script.next(), true),
                PIXEL,
                SETTINGS.withIterations(4),
                AttackListener.NONE);
    assertThat(result.iteration()).isZero();
    assertThat(result.losses().mean(0)).isEqualTo(8);
  }
}
