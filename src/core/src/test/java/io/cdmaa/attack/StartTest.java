package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.generator.PhotoShape;
import io.cdmaa.image.Resampler;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A search starts beside the photo, with noise that the generators see. */
class StartTest {
  private static final double OFFSET = .001;
  private static final int SIDE = 64;
  private static final FloatTensor PHOTO = FloatTensor.zeros(3, SIDE, SIDE);

  /** Keeps the first photo that it is shown. */
  private static final class First implements Objective {
    private final int side;
    private FloatTensor photo;

    First(int side) {
      this.side = side;
    }

    @Override
    public List<String> generatorNames() {
      return List.of("first");
    }

    @Override
    public int domains(int generator) {
      return 1;
    }

    @Override
    public PhotoShape seen(PhotoShape whole) {
      return new PhotoShape(whole.channels(), side, side);
    }

    @Override
    public Losses evaluate(FloatTensor shown, GradientMatrix gradients) {
      photo = photo == null ? shown.copy() : photo;
      gradients.row(0).copyFrom(shown);
      return new Losses(new double[][] {{1}});
    }
  }

  private static FloatTensor start(Attack attack, int side, long seed) {
    First objective = new First(side);
    AttackSettings settings =
        AttackSettings.defaults()
            .withIterations(1)
            .withStartOffset(OFFSET)
            .withSeed(seed)
            .withAggregation(new UniformModels());
    attack.run(new Seen(objective), PHOTO, settings, report -> true);
    return objective.photo;
  }

  /** A view, as those of transforms and of crops that overlap are. */
  private static final class Seen extends ObjectiveView {
    Seen(Objective inner) {
      super(inner);
    }

    @Override
    public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
      return inner.evaluate(photo, gradients);
    }
  }

  private static double rootMeanSquare(FloatTensor noise) {
    double sum = 0;
    for (int d = 0; d < noise.size(); d++) {
      sum += noise.get(d) * noise.get(d);
    }
    return Math.sqrt(sum / noise.size());
  }

  private static double most(FloatTensor noise) {
    double most = 0;
    for (int d = 0; d < noise.size(); d++) {
      most = Math.max(most, Math.abs(noise.get(d)));
    }
    return most;
  }

  @Test
  void onAPhotoThatIsSeenSmallerTheNoiseIsSeenToo() {
    for (Attack attack : List.of(new IFgsm(), new Apgd())) {
      FloatTensor fine = start(attack, SIDE, 1);
      FloatTensor coarse = start(attack, SIDE / 8, 1);

      assertThat(most(fine)).isBetween(.9 * OFFSET, OFFSET);
      assertThat(most(coarse)).isBetween(.5 * OFFSET, OFFSET);
      assertThat(rootMeanSquare(Resampler.resize(fine, SIDE / 8, SIDE / 8)))
          .isLessThan(.1 * OFFSET);
      assertThat(rootMeanSquare(Resampler.resize(coarse, SIDE / 8, SIDE / 8)))
          .isGreaterThan(.3 * OFFSET);
    }
  }

  @Test
  void theSeedDecidesTheNoise() {
    float[] first = start(new IFgsm(), SIDE / 8, 1).toArray();

    assertThat(start(new IFgsm(), SIDE / 8, 1).toArray()).isEqualTo(first);
    assertThat(start(new IFgsm(), SIDE / 8, 2).toArray()).isNotEqualTo(first);
  }
}
