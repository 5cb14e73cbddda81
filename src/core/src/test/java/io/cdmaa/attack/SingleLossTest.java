package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Frame;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.TransformSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loss of one row, evaluated by itself. */
class SingleLossTest {
  private static final int SIDE = TinyGenerators.SIZE;
  private static final SessionFactory FACTORY =
      new SessionFactory(RuntimeSettings.cpu().withThreads(1), GraphCache.off());

  private static FloatTensor random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor photo = FloatTensor.zeros(3, SIDE, SIDE);
    for (int d = 0; d < photo.size(); d++) {
      photo.set(d, (float) random.nextDouble(-1, 1));
    }
    return photo;
  }

  private static ToyObjective toy(FloatTensor photo) {
    double[][][] maps = {{new double[photo.size()], new double[photo.size()]}};
    maps[0][0][0] = 1;
    maps[0][1][photo.size() - 1] = 2;
    return new ToyObjective(photo, maps);
  }

  @ParameterizedTest
  @EnumSource(
      value = Gradients.class,
      names = {"NONE", "WEIGHTED", "PER_DOMAIN"})
  void ofAGeneratorItIsTheSameAsAmongAll(Gradients gradients, @TempDir Path folder)
      throws IOException {
    TinyGenerators.write(folder, "one.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(folder, "two.onnx", TinyGenerators.mixing());
    List<Generator> generators =
        ModelLocator.find(List.of(folder)).stream().map(GeneratorLoader::load).toList();
    try (GeneratorGroup group = new GeneratorGroup(generators, FACTORY, gradients)) {
      GroupObjective objective = new GroupObjective(group, random(1));
      Losses all = objective.evaluate(random(2));
      assertThat(all.generators()).isEqualTo(2);
      for (GradientRow row : objective.rows()) {
        assertThat(objective.loss(row, random(2))).isEqualTo(all.of(row), within(1e-9));
      }
    }
  }

  @Test
  void aGeneratorThatMayOnlyBeQueriedComparesNoPhotos(@TempDir Path folder) throws IOException {
    TinyGenerators.write(folder, "black.onnx", TinyGenerators.plain(1));
    Files.writeString(
        folder.resolve("black.yaml"), "version: 1\nonnx: black.onnx\naccess: query\n");
    TinyGenerators.write(folder, "white.onnx", TinyGenerators.plain(1));
    List<Generator> generators =
        ModelLocator.find(List.of(folder)).stream().map(GeneratorLoader::load).toList();
    try (GeneratorGroup group = new GeneratorGroup(generators, FACTORY, Gradients.WEIGHTED);
        TransformSession view = new TransformSession(FACTORY, Frame.whole(3, SIDE, SIDE))) {
      GroupObjective objective = new GroupObjective(group, random(1));
      Objective shown =
          new TransformedObjective(objective, view, Survival.parse("blur:1"), 5, random(1).shape());
      for (int j = 0; j < 2; j++) {
        boolean queried = generators.get(j).queryOnly();
        assertThat(objective.comparesPhotos(j)).isNotEqualTo(queried);
        assertThat(shown.comparesPhotos(j)).isNotEqualTo(queried);
      }
      assertThat(objective.queries()).hasSize(1);
    }
  }

  @Test
  void underTransformsItIsThatOfThePhotoAsItIs() {
    FloatTensor photo = random(1);
    ToyObjective toy = toy(photo);
    try (TransformSession view = new TransformSession(FACTORY, Frame.whole(3, SIDE, SIDE))) {
      Objective objective =
          new TransformedObjective(toy, view, Survival.parse("blur:1"), 5, photo.shape());
      GradientRow row = objective.rows().get(0);
      assertThat(objective.loss(row, random(2))).isEqualTo(toy.evaluate(random(2)).mean(0));
    }
  }

  @Test
  void ofASharedPhotoItIsThatOfTheWhole() {
    FloatTensor photo = random(1);
    ToyObjective toy = toy(photo);
    FloatTensor own = FloatTensor.zeros(1, SIDE, SIDE);
    own.set(0, 1);
    Objective objective = new SharedObjective(toy, photo, own);
    GradientRow row = objective.rows().get(0);
    assertThat(objective.loss(row, random(2))).isEqualTo(objective.evaluate(random(2)).mean(0));
  }
}
