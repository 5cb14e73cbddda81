package io.cdmaa.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CancellationToken;
import io.cdmaa.CdmaaException;
import io.cdmaa.Method;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class BatchTest {
  @TempDir private Path folder;
  private final List<PhotoTask> tasks = new ArrayList<>();
  private final List<BatchEvent> events = new ArrayList<>();
  private final CancellationToken token = new CancellationToken();

  /** Four photos of one size; the second is none. */
  @BeforeEach
  void writeFiles() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
    for (int i = 0; i < 4; i++) {
      Path photo = folder.resolve(i + ".png");
      if (i == 1) {
        Files.writeString(photo, "no photo");
      } else {
        ImageIO.write(noise(i), "png", photo.toFile());
      }
      tasks.add(new PhotoTask(photo, folder.resolve("out" + i + ".png"), OutputFormat.PNG));
    }
  }

  private static BufferedImage noise(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 144; i++) {
      image.setRGB(i % 12, i / 12, random.nextInt(1 << 24));
    }
    return image;
  }

  private BatchEvent.Finished run(Concurrency concurrency, Consumer<BatchEvent> also) {
    events.clear();
    ProtectionPlan plan =
        ProtectionPlan.of(
            AttackSettings.defaults().withIterations(3),
            Method.CDMAA,
            CropChoice.CENTRE,
            Optional.empty());
    MemoryPlanner planner =
        new MemoryPlanner(
            new SessionFactory(RuntimeSettings.cpu().withThreads(1)),
            plan,
            false,
            concurrency,
            Optional.empty());
    List<Path> paths = List.of(folder.resolve("models"));
    ModelWatch.Sight before = ModelWatch.look(paths);
    List<Manifest> manifests = ModelLocator.find(paths);
    Fingerprint fingerprint =
        Fingerprint.of(
            manifests,
            plan.json(),
            new Computation("cpu", "fp32", "off", "plain", null, null, null));
    Batch batch =
        new Batch(
            new Batch.Settings(false, false, new Requirement(OptionalDouble.of(0)), "a test"),
            plan,
            fingerprint,
            token,
            event -> {
              events.add(event);
              also.accept(event);
            });
    return batch.run(
        tasks,
        photos -> {
          List<Generator> generators = manifests.stream().map(planner::load).toList();
          return new WatchedModels(
              Optional.of(
                  ModelWatch.over(
                      before, manifest -> manifest, planner::load, manifests, generators)),
              manifests,
              generators,
              generator -> {},
              planner,
              photos);
        });
  }

  /** What each photo came to, in the order in which it was told. */
  private List<String> ends() {
    List<String> ends = new ArrayList<>();
    for (BatchEvent event : events) {
      if (event instanceof BatchEvent.Protected done) {
        ends.add(tasks.indexOf(done.task()) + " protected");
      } else if (event instanceof BatchEvent.Skipped skipped) {
        ends.add(tasks.indexOf(skipped.task()) + " skipped");
      } else if (event instanceof BatchEvent.Failed failed) {
        ends.add(tasks.indexOf(failed.task()) + " failed");
        assertThat(failed.failure()).isInstanceOf(CdmaaException.class);
      }
    }
    return ends;
  }

  @ParameterizedTest
  @CsvSource({"1,false", "2,true", "2,false"})
  void eachPhotoEndsOnceInTheOrderOfThePhotosAndIsSkippedTheNextTime(int photos, boolean batched) {
    Concurrency concurrency = new Concurrency(photos, batched);
    assertThat(run(concurrency, event -> {})).isEqualTo(new BatchEvent.Finished(3, 0, 1, false));
    assertThat(ends()).containsExactly("0 protected", "1 failed", "2 protected", "3 protected");
    assertThat(events.get(0)).isInstanceOf(BatchEvent.Started.class);
    assertThat(events.get(events.size() - 1)).isInstanceOf(BatchEvent.Finished.class);
    assertThat(events).filteredOn(BatchEvent.Iterated.class::isInstance).hasSizeGreaterThan(8);
    assertThat(run(concurrency, event -> {})).isEqualTo(new BatchEvent.Finished(0, 3, 1, false));
    assertThat(ends()).containsExactlyInAnyOrder("0 skipped", "1 failed", "2 skipped", "3 skipped");
  }

  @ParameterizedTest
  @CsvSource({"1,false", "2,true", "2,false"})
  void eventsOfAPhotoComeInOrderAndEachIterationOnce(int photos, boolean batched) {
    run(new Concurrency(photos, batched), event -> {});
    assertThat(events.get(0)).isInstanceOf(BatchEvent.Started.class);
    for (PhotoTask task : tasks) {
      List<String> own = new ArrayList<>();
      for (BatchEvent event : events) {
        if (event instanceof BatchEvent.Searching e && e.tasks().contains(task)) {
          own.add("searching");
        } else if (event instanceof BatchEvent.Iterated e && e.task().equals(task)) {
          own.add("iteration " + e.report().iteration());
        } else if (event instanceof BatchEvent.Searched e && e.tasks().contains(task)) {
          own.add("searched");
        } else if (event instanceof BatchEvent.Protected e && e.task().equals(task)) {
          own.add("protected");
        } else if (event instanceof BatchEvent.Failed e && e.task().equals(task)) {
          own.add("failed");
        }
      }
      if (task.equals(tasks.get(1))) {
        assertThat(own).containsExactly("failed");
      } else {
        assertThat(own)
            .containsExactly(
                "searching", "iteration 0", "iteration 1", "iteration 2", "searched", "protected");
      }
    }
    assertThat(events.get(events.size() - 1)).isEqualTo(new BatchEvent.Finished(3, 0, 1, false));
  }

  @ParameterizedTest
  @CsvSource({"1,false", "2,true", "2,false"})
  void aPhotoThatCannotBeWrittenFailsAlone(int photos, boolean batched) throws IOException {
    Files.createDirectories(tasks.get(2).target().resolve("in the way"));
    Concurrency concurrency = new Concurrency(photos, batched);
    assertThat(run(concurrency, event -> {})).isEqualTo(new BatchEvent.Finished(2, 0, 2, false));
    assertThat(ends()).containsExactly("0 protected", "1 failed", "2 failed", "3 protected");
  }

  /** The listener's failure. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static Stream<Arguments> momentsAndLanes() {
    return Stream.of(BatchEvent.class.getPermittedSubclasses())
        .filter(type -> type != BatchEvent.Skipped.class)
        .filter(type -> type != BatchEvent.ModelsChanged.class)
        .filter(type -> type != BatchEvent.Narrowed.class)
        .flatMap(
            type ->
                Stream.of(new Concurrency(1, false), new Concurrency(2, true))
                    .map(lanes -> Arguments.of(type, lanes)));
  }

  @ParameterizedTest
  @MethodSource("momentsAndLanes")
  void aListenerThatThrowsEndsTheBatchWithItsOwnExceptionAndIsToldNothingMore(
      Class<?> moment, Concurrency concurrency) {
    Broken thrown = new Broken();
    assertThatThrownBy(
            () ->
                run(
                    concurrency,
                    event -> {
                      if (moment.isInstance(event)) {
                        throw thrown;
                      }
                    }))
        .isSameAs(thrown);
    assertThat(events.get(events.size() - 1)).isInstanceOf(moment);
    assertThat(events).filteredOn(moment::isInstance).hasSize(1);
    // What was written is recorded, so the next run has only the rest to do.
    long written = tasks.stream().filter(task -> Files.exists(task.target())).count();
    BatchEvent.Finished end = run(concurrency, event -> {});
    assertThat(end).isEqualTo(new BatchEvent.Finished(3 - (int) written, (int) written, 1, false));
  }

  @Test
  void aListenerThatThrowsAtASkippedPhotoEndsTheBatchBeforeModelsAreLoaded() {
    run(Concurrency.NONE, event -> {});
    Broken thrown = new Broken();
    assertThatThrownBy(
            () ->
                run(
                    Concurrency.NONE,
                    event -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
    assertThat(events).singleElement().isInstanceOf(BatchEvent.Skipped.class);
  }

  @ParameterizedTest
  @CsvSource({"1,false", "2,true", "2,false"})
  void anInterruptEndsTheBatchAndWhatIsWrittenIsTold(int photos, boolean batched) {
    Thread runs = Thread.currentThread();
    BatchEvent.Finished end =
        run(
            new Concurrency(photos, batched),
            event -> {
              if (event instanceof BatchEvent.Iterated iterated
                  && iterated.task().equals(tasks.get(2))) {
                runs.interrupt();
              }
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(end.cancelled()).isTrue();
    assertThat(events.get(events.size() - 1)).isSameAs(end);
    assertThat(end.failed()).isEqualTo(1);
    assertThat(ends()).startsWith("0 protected", "1 failed").hasSize(2 + end.protectedPhotos() - 1);
    for (PhotoTask task : tasks) {
      assertThat(Files.exists(task.target()))
          .isEqualTo(ends().contains(tasks.indexOf(task) + " protected"));
    }
  }

  @Test
  void aTokenEndsTheBatchAndWhatIsWrittenIsRecorded() {
    BatchEvent.Finished end =
        run(
            Concurrency.NONE,
            event -> {
              if (event instanceof BatchEvent.Searching searching && searching.first() == 3) {
                token.cancel();
              }
            });
    assertThat(end).isEqualTo(new BatchEvent.Finished(1, 0, 1, true));
    assertThat(ends()).containsExactly("0 protected", "1 failed");
    assertThat(tasks.get(0).target()).isRegularFile();
    assertThat(ProtectionRecord.read(tasks.get(0).target())).isPresent();
    assertThat(tasks.get(2).target()).doesNotExist();
  }

  @Test
  void aModelThatIsReplacedIsTakenUpBetweenTwoPhotos() throws IOException {
    byte[] other =
        Files.readAllBytes(TinyGenerators.write(folder, "p.onnx", TinyGenerators.plain(1)));
    run(
        Concurrency.NONE,
        event -> {
          if (event instanceof BatchEvent.Failed) {
            try {
              Files.write(folder.resolve("models").resolve("more.onnx"), other);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        });
    assertThat(events)
        .filteredOn(BatchEvent.ModelsChanged.class::isInstance)
        .singleElement()
        .isEqualTo(new BatchEvent.ModelsChanged(List.of("more", "two"), List.of(), List.of()));
  }
}
