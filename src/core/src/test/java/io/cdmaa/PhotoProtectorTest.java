package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.onnx.GraphCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PhotoProtectorTest {
  @TempDir private Path folder;
  private Path models;

  @BeforeEach
  void writeModels() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "plain.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
  }

  private PhotoProtectorBuilder builder() {
    return PhotoProtector.builder().models(models).withoutCache().threads(1).iterations(6);
  }

  private static BufferedImage image(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(14, 12, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static int largestChange(BufferedImage a, BufferedImage b, int x) {
    int largest = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int shift = 0; shift < 24; shift += 8) {
        int from = a.getRGB(x, y) >> shift & 255;
        largest = Math.max(largest, Math.abs(from - (b.getRGB(x, y) >> shift & 255)));
      }
    }
    return largest;
  }

  @Test
  void anImageIsChangedWithinTheBudgetAndOnlyInsideTheCrop() {
    BufferedImage before = image(1);
    try (PhotoProtector protector = builder().epsilon(0.05).build()) {
      ProtectedPhoto result = protector.protect(before);
      BufferedImage after = result.image();
      assertThat(after.getWidth()).isEqualTo(14);
      assertThat(IntStream.range(1, 13).map(x -> largestChange(before, after, x)).max())
          .hasValue(6);
      assertThat(largestChange(before, after, 0) + largestChange(before, after, 13)).isZero();
      Verdict verdict = result.verdict();
      assertThat(verdict.quality().maxLevelChange()).isCloseTo(6, within(1e-3));
      assertThat(verdict.generators()).hasSize(2);
      assertThat(verdict.generators().get(1).domains()).hasSize(2);
      assertThat(verdict.weakest().averageLoss()).isPositive();
      assertThat(result.outcome()).isNotEqualTo(Outcome.UNCHANGED);
      assertThat(protector.generators()).containsExactly("plain", "two");
    }
  }

  @Test
  void strengthSaysHowFarAndAnEpsilonWins() {
    try (PhotoProtector low = builder().strength(Strength.LOW).build();
        PhotoProtector other = builder().epsilon(0.04).strength(Strength.LOW).build()) {
      assertThat(low.protect(image(1)).verdict().quality().maxLevelChange())
          .isCloseTo(2, within(1e-3));
      assertThat(other.protect(image(1)).verdict().quality().maxLevelChange())
          .isCloseTo(5, within(1e-3));
    }
  }

  @Test
  void theOutcomeSaysWhetherFakesBreak() {
    try (PhotoProtector all = builder().threshold(1e-6).build();
        PhotoProtector none = builder().threshold(4).build()) {
      assertThat(all.protect(image(1)).outcome()).isEqualTo(Outcome.PROTECTED);
      assertThat(none.protect(image(1)).outcome()).isEqualTo(Outcome.INEFFECTIVE);
    }
  }

  @Test
  void fileBytesAndImageComeToTheSame() throws IOException {
    Path file = Files.write(folder.resolve("photo.png"), png(image(2)));
    Path target = folder.resolve("protected.png");
    try (PhotoProtector protector = builder().build()) {
      byte[] expected = protector.protect(image(2)).bytes("png");
      assertThat(protector.protect(Files.readAllBytes(file)).bytes("png")).isEqualTo(expected);
      assertThat(protector.protect(file).bytes("png")).isEqualTo(expected);
      protector.protect(file, target);
      assertThat(target).hasBinaryContent(expected);
      protector.protect(image(2)).write(folder.resolve("written.png"));
      assertThat(folder.resolve("written.png")).hasBinaryContent(expected);
    }
  }

  @Test
  void eightThreadsOnFourLanesGetWhatEachGetsAlone() throws Exception {
    List<byte[]> alone = new ArrayList<>();
    try (PhotoProtector protector = builder().build()) {
      for (int i = 0; i < 16; i++) {
        alone.add(protector.protect(image(i)).bytes("png"));
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (PhotoProtector protector = builder().lanes(4).threads(4).build()) {
      CountDownLatch together = new CountDownLatch(8);
      List<Future<byte[]>> found = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int number = i;
        found.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return protector.protect(image(number)).bytes("png");
                }));
      }
      for (int i = 0; i < 16; i++) {
        assertThat(found.get(i).get()).as("photo %d", i).isEqualTo(alone.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aTokenEndsTheSearchAndNothingIsWritten() throws IOException {
    Path file = Files.write(folder.resolve("photo.png"), png(image(2)));
    Path target = folder.resolve("out.png");
    CancellationToken token = new CancellationToken();
    List<Integer> seen = new CopyOnWriteArrayList<>();
    try (PhotoProtector protector =
        builder()
            .iterations(1000)
            .listener(
                event -> {
                  if (event instanceof ProtectionEvent.Iterated iterated) {
                    seen.add(iterated.iteration());
                    if (iterated.iteration() == 3) {
                      token.cancel();
                    }
                  }
                })
            .build()) {
      assertThatThrownBy(() -> protector.protect(file, target, Face.UNKNOWN, token))
          .isInstanceOf(CancellationException.class);
      assertThat(seen).containsExactly(0, 1, 2, 3);
      assertThat(target).doesNotExist();
      assertThatThrownBy(() -> protector.protect(image(1), Face.UNKNOWN, token))
          .isInstanceOf(CancellationException.class);
      assertThat(seen).hasSize(4);
    }
  }

  @Test
  void anInterruptEndsTheSearchAndStaysVisible() {
    try (PhotoProtector protector =
        builder()
            .iterations(1000)
            .listener(
                event -> {
                  if (event instanceof ProtectionEvent.Iterated) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build()) {
      assertThatThrownBy(() -> protector.protect(image(1)))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void waitingForALaneCanBeCancelledToo() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (PhotoProtector protector = builder().listener(hold(busy, goOn)).build()) {
      Future<ProtectedPhoto> first = threads.submit(() -> protector.protect(image(1)));
      busy.await();
      CancellationToken token = new CancellationToken();
      Future<ProtectedPhoto> second =
          threads.submit(() -> protector.protect(image(2), Face.UNKNOWN, token));
      token.cancel();
      assertThatThrownBy(second::get).hasCauseInstanceOf(CancellationException.class);
      goOn.countDown();
      assertThat(first.get().verdict().generators()).hasSize(2);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Consumer<ProtectionEvent> hold(CountDownLatch busy, CountDownLatch goOn) {
    return event -> {
      if (event instanceof ProtectionEvent.Started) {
        busy.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  @Test
  void closingWaitsForPhotosAndThenSaysSo() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      PhotoProtector protector = builder().listener(hold(busy, goOn)).build();
      Future<ProtectedPhoto> running = threads.submit(() -> protector.protect(image(1)));
      busy.await();
      Future<?> closing = threads.submit(protector::close);
      // Until the closing thread has said so, a photo would wait for the only lane.
      CancellationToken token = new CancellationToken();
      assertThatThrownBy(
              () -> {
                while (true) {
                  protector.protect(image(2), Face.UNKNOWN, token);
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThat(closing).isNotDone();
      goOn.countDown();
      assertThat(running.get().verdict().generators()).hasSize(2);
      closing.get();
      assertThatThrownBy(() -> protector.protect(image(1)))
          .isInstanceOf(IllegalStateException.class);
      protector.close();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void eventsComeInOrderOnTheCallersThread() throws IOException {
    Path file = Files.write(folder.resolve("photo.png"), png(image(2)));
    List<ProtectionEvent> events = new ArrayList<>();
    Thread caller = Thread.currentThread();
    try (PhotoProtector protector =
        builder()
            .listener(
                event -> {
                  assertThat(Thread.currentThread()).isSameAs(caller);
                  events.add(event);
                })
            .build()) {
      Verdict verdict = protector.protect(file).verdict();
      assertThat(events).hasSizeGreaterThanOrEqualTo(9);
      assertThat(events).allMatch(event -> event.photo().equals("photo.png"));
      assertThat(events.get(0)).isInstanceOf(ProtectionEvent.Started.class);
      assertThat(events.get(1))
          .isInstanceOfSatisfying(
              ProtectionEvent.Iterated.class,
              first -> {
                assertThat(first.iterations()).isEqualTo(6);
                assertThat(first.losses()).containsOnlyKeys("plain", "two");
              });
      int last = events.size() - 1;
      assertThat(events.get(last - 1)).isInstanceOf(ProtectionEvent.Evaluating.class);
      assertThat(events.get(last)).isEqualTo(new ProtectionEvent.Finished("photo.png", verdict));
    }
  }

  @Test
  void modelsInMemoryAreTheSameAsTheirFiles() throws IOException {
    byte[] plain = Files.readAllBytes(models.resolve("plain.onnx"));
    byte[] two = Files.readAllBytes(models.resolve("two.onnx"));
    String manifest =
        """
        version: 1
        onnx: two.onnx
        name: Pair
        condition: {domains: [{name: a, value: [1, 0]}, {name: b, value: [0, 1]}]}
        """;
    try (PhotoProtector files = builder().build();
        PhotoProtector memory =
            PhotoProtector.builder()
                .model("plain", plain)
                .model("two.onnx", two, manifest)
                .withoutCache()
                .threads(1)
                .iterations(6)
                .build()) {
      assertThat(memory.generators()).containsExactly("plain", "Pair");
      ProtectedPhoto result = memory.protect(image(3));
      assertThat(result.bytes("png")).isEqualTo(files.protect(image(3)).bytes("png"));
      assertThat(result.verdict().generators().get(1).domains())
          .extracting(Verdict.DomainVerdict::name)
          .containsExactly("a", "b");
    }
  }

  @Test
  void aModelInMemoryNamesNoOtherFile() {
    byte[] model = GraphCodec.encode(TinyGenerators.plain(1)).toByteArray();
    assertThatThrownBy(
            () ->
                PhotoProtector.builder()
                    .model("g", model, "version: 1\nonnx: g.onnx\ngradient: own.onnx\n"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("gradient graph");
    assertThatThrownBy(
            () -> PhotoProtector.builder().model("g", new byte[] {1}).withoutCache().build())
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("The model g");
  }

  @Test
  void theFaceIsAnArgumentOfEachPhoto() throws IOException {
    Path faces = Files.createDirectory(folder.resolve("faces"));
    TinyGenerators.write(faces, "two.onnx", TinyGenerators.conditional(1));
    Files.writeString(
        faces.resolve("two.yaml"),
        """
        version: 1
        onnx: two.onnx
        condition:
          attributes: [Male, Young]
          domains: [{name: other, flip: Male}, {name: age, flip: Young}]
        """);
    try (PhotoProtector protector =
        PhotoProtector.builder().models(faces).withoutCache().threads(1).iterations(3).build()) {
      byte[] unknown = protector.protect(image(1)).bytes("png");
      CancellationToken token = new CancellationToken();
      byte[] man = protector.protect(image(1), Face.parse("Male=1"), token).bytes("png");
      assertThat(man).isNotEqualTo(unknown);
      assertThat(protector.protect(image(1)).bytes("png")).isEqualTo(unknown);
      assertThatThrownBy(() -> protector.protect(image(1), Face.parse("Mael=1"), token))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("did you mean 'Male'");
    }
  }

  @Test
  void theVerdictOnALossyFileIsOnThatFile() throws IOException {
    Path file = Files.write(folder.resolve("photo.png"), png(image(2)));
    Path target = folder.resolve("out.jpg");
    try (PhotoProtector protector = builder().build()) {
      Verdict verdict = protector.protect(file, target).verdict();
      BufferedImage decoded = ImageIO.read(target.toFile());
      int change =
          IntStream.range(0, 14).map(x -> largestChange(image(2), decoded, x)).max().orElseThrow();
      assertThat(verdict.quality().maxLevelChange()).isCloseTo(change, within(1e-3));
      assertThat(change).isGreaterThan(6);
    }
  }

  @Test
  void anOriginalIsNeverOverwritten() throws IOException {
    Path file = Files.write(folder.resolve("photo.png"), png(image(2)));
    Path link = Files.createSymbolicLink(folder.resolve("link.png"), file);
    try (PhotoProtector protector = builder().build()) {
      assertThatThrownBy(() -> protector.protect(file, link))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("is the photo itself");
      assertThat(file).hasBinaryContent(png(image(2)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_USHORT_565_RGB
      })
  void everyTypeOfImageKeepsItsPixelsOutsideTheCrop(int type) throws IOException {
    BufferedImage before = new BufferedImage(14, 12, type);
    before.createGraphics().drawImage(image(5), 0, 0, null);
    BufferedImage copy = new BufferedImage(14, 12, type);
    copy.setData(before.getData());
    try (PhotoProtector protector = builder().iterations(1).build()) {
      BufferedImage after = protector.protect(before).image();
      for (int y = 0; y < 12; y++) {
        assertThat(after.getRGB(0, y)).isEqualTo(before.getRGB(0, y));
        assertThat(after.getRGB(13, y)).isEqualTo(before.getRGB(13, y));
      }
      assertThat(png(before)).isEqualTo(png(copy));
      assertThat(after.getColorModel().hasAlpha()).isEqualTo(before.getColorModel().hasAlpha());
      BufferedImage file =
          ImageIO.read(new ByteArrayInputStream(protector.protect(before).bytes("png")));
      assertThat(file.getRGB(7, 6)).isEqualTo(after.getRGB(7, 6));
    }
  }

  @Test
  void whatIsWrongIsSaidWhenItIsBuilt() {
    assertThatThrownBy(() -> PhotoProtector.builder().build())
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("No model");
    assertThatThrownBy(() -> builder().method("cdmma").build())
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("did you mean 'cdmaa'");
    assertThatThrownBy(() -> builder().arithmetic("abacus").build())
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("plain");
    assertThatThrownBy(() -> builder().epsilon(0).build()).isInstanceOf(CdmaaException.class);
    assertThatThrownBy(() -> builder().lanes(0)).isInstanceOf(CdmaaException.class);
    assertThatThrownBy(() -> builder().memoryBudget(1L << 20).build())
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("budget");
    assertThatThrownBy(() -> builder().models(folder.resolve("none")).build())
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void aPhotoThatFailsLeavesItsLaneToTheNext() {
    try (PhotoProtector protector = builder().build()) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> protector.protect(new byte[] {1, 2, 3}))
            .isInstanceOf(CdmaaException.class);
      }
      assertThat(protector.protect(image(1)).verdict().generators()).hasSize(2);
    }
  }
}
