package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.Device;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tuner measures each layer once and keeps what it found. */
class ConvAutotunerTest {
  private static final String MACHINE = "a machine";
  private static final Layer SMALL = layer(8);
  private static final Layer LARGE = layer(64);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("deep").resolve("tuning.json");
  }

  private static Layer layer(long channels) {
    long[] image = {1, channels, 40, 40};
    long[] ones = {1, 1};
    long[] weights = {channels, channels, 3, 3};
    return new Layer(false, image, weights, image, ones, new long[] {1, 1, 1, 1}, ones, 1, false);
  }

  private ConvAutotuner tuner(Tuning tuning) {
    SessionFactory factory =
        new SessionFactory(new RuntimeSettings(Device.CPU, 1).withTuning(tuning));
    return new ConvAutotuner(factory, new TuningCache(Optional.of(file), MACHINE));
  }

  private Optional<ConvAlgorithm> kept(Layer layer, boolean full) {
    return new TuningCache(Optional.of(file), MACHINE).find(layer.key(), full);
  }

  @Test
  void timesEveryCandidate() {
    assertThat(tuner(Tuning.FAST).time(LARGE, ConvAlgorithm.candidates(LARGE, false)))
        .containsOnlyKeys(ConvAlgorithm.PLAIN, ConvAlgorithm.WINOGRAD)
        .allSatisfy((algorithm, milliseconds) -> assertThat(milliseconds).isPositive());
  }

  @Test
  void keepsWhatItChose() {
    ConvAlgorithm chosen = tuner(Tuning.FAST).choose(LARGE);
    assertThat(kept(LARGE, false)).contains(chosen);
    assertThat(kept(LARGE, true)).isEmpty();
  }

  @Test
  void believesWhatIsKept() throws IOException {
    for (ConvAlgorithm algorithm : List.of(ConvAlgorithm.PLAIN, ConvAlgorithm.WINOGRAD)) {
      new TuningCache(Optional.of(file), MACHINE).keep(LARGE.key(), algorithm, true);
      String before = Files.readString(file);
      assertThat(tuner(Tuning.FAST).choose(LARGE)).isEqualTo(algorithm);
      assertThat(tuner(Tuning.FULL).choose(LARGE)).isEqualTo(algorithm);
      assertThat(file).hasContent(before);
    }
  }

  @Test
  void measuresSmallLayersOnRequestOnly() {
    assertThat(tuner(Tuning.FAST).choose(SMALL)).isEqualTo(ConvAlgorithmRules.choose(SMALL));
    assertThat(file).doesNotExist();
    ConvAlgorithm chosen = tuner(Tuning.FULL).choose(SMALL);
    assertThat(kept(SMALL, true)).contains(chosen);
  }

  @Test
  void ignoresWhatWasKeptForAnotherMachine() {
    new TuningCache(Optional.of(file), "another").keep(LARGE.key(), ConvAlgorithm.WINOGRAD, true);
    assertThat(kept(LARGE, false)).isEmpty();
  }

  @Test
  void ignoresAFormulationThatDoesNotFit() {
    new TuningCache(Optional.of(file), MACHINE).keep(LARGE.key(), ConvAlgorithm.POLYPHASE, true);
    assertThat(tuner(Tuning.FAST).choose(LARGE)).isIn(ConvAlgorithm.PLAIN, ConvAlgorithm.WINOGRAD);
  }

  @Test
  void buildsADamagedFileAnew() throws IOException {
    Files.createDirectories(file.getParent());
    for (String damage : List.of("", "{\"machine\": \"a machine\", \"layers\": {", "[1, 2]")) {
      Files.writeString(file, damage);
      ConvAlgorithm chosen = tuner(Tuning.FAST).choose(LARGE);
      assertThat(kept(LARGE, false)).contains(chosen);
    }
    assertThat(Files.readString(file)).contains("\"machine\" : \"a machine\"");
  }

  @Test
  void worksWhereNothingCanBeKept() throws IOException {
    Files.writeString(folder.resolve("deep"), "a file where the folder should be");
    assertThat(tuner(Tuning.FAST).choose(LARGE)).isIn(ConvAlgorithm.candidates(LARGE, false));
  }
}
