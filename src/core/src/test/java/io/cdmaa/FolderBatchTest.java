package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.onnx.GraphCodec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FolderBatchTest {
  @TempDir private Path folder;
  private Path models;
  private Path photos;
  private Path out;
  private final List<String> ends = new ArrayList<>();
  private final CancellationToken token = new CancellationToken();

  /** Two photos and a file that only claims to be one. */
  @BeforeEach
  void writeFiles() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
    photos = Files.createDirectory(folder.resolve("photos"));
    for (String name : List.of("a.png", "c.png")) {
      BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
      Random random = new Random(name.hashCode());
      for (int i = 0; i < 144; i++) {
        image.setRGB(i % 12, i / 12, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", photos.resolve(name).toFile());
    }
    Files.writeString(photos.resolve("b.png"), "no photo");
    out = folder.resolve("out");
  }

  private BatchSummary protect(int lanes, Consumer<ProtectionEvent> also) {
    ends.clear();
    return PhotoProtector.builder()
        .models(models)
        .withoutCache()
        .threads(1)
        .iterations(3)
        .lanes(lanes)
        .listener(
            event -> {
              String name = Path.of(event.photo()).getFileName().toString();
              if (event instanceof ProtectionEvent.Finished done) {
                ends.add(name + " " + done.verdict().generators().size());
              } else if (event instanceof ProtectionEvent.Skipped) {
                ends.add(name + " skipped");
              } else if (event instanceof ProtectionEvent.Failed failed) {
                ends.add(name + " failed");
                assertThat(failed.failure()).isInstanceOf(CdmaaException.class);
              }
              also.accept(event);
            })
        .protectAll(List.of(photos), out, token);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFolderIsProtectedOnceAndEachPhotoEndsOnce(int lanes) {
    assertThat(protect(lanes, event -> {})).isEqualTo(new BatchSummary(2, 0, 1, false));
    assertThat(ends).containsExactly("a.png 1", "b.png failed", "c.png 1");
    assertThat(out.resolve("a.png")).isRegularFile();
    assertThat(out.resolve("c.png.cdmaa.json")).isRegularFile();
    assertThat(protect(lanes, event -> {})).isEqualTo(new BatchSummary(0, 2, 1, false));
    assertThat(ends).containsExactlyInAnyOrder("a.png skipped", "b.png failed", "c.png skipped");
  }

  @Test
  void aBatchProtectsAPhotoAsAProtectorDoes() throws IOException {
    protect(1, event -> {});
    try (PhotoProtector protector =
        PhotoProtector.builder().models(models).withoutCache().threads(1).iterations(3).build()) {
      Path alone = folder.resolve("alone.png");
      protector.protect(photos.resolve("a.png"), alone);
      assertThat(out.resolve("a.png")).hasSameBinaryContentAs(alone);
    }
  }

  @Test
  void aTokenEndsTheBatchAndTheNextOneGoesOn() {
    BatchSummary ended =
        protect(
            1,
            event -> {
              if (event instanceof ProtectionEvent.Failed) {
                token.cancel();
              }
            });
    assertThat(ended).isEqualTo(new BatchSummary(1, 0, 1, true));
    assertThat(out.resolve("c.png")).doesNotExist();
  }

  @Test
  void aFileOfSomebodyElseIsNotReplaced() throws IOException {
    Files.createDirectory(out);
    Files.writeString(out.resolve("a.png"), "somebody's");
    assertThat(protect(1, event -> {})).isEqualTo(new BatchSummary(1, 0, 2, false));
    assertThat(out.resolve("a.png")).hasContent("somebody's");
  }

  @Test
  void modelsHaveToBeFilesAndThereHasToBeAPhoto() throws IOException {
    byte[] model = GraphCodec.encode(TinyGenerators.plain(1)).toByteArray();
    PhotoProtectorBuilder inMemory = PhotoProtector.builder().withoutCache().model("m", model);
    assertThatThrownBy(() -> inMemory.protectAll(List.of(photos), out, token))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("give models by path");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    PhotoProtectorBuilder builder = PhotoProtector.builder().withoutCache().models(models);
    assertThatThrownBy(() -> builder.protectAll(List.of(empty), out, token))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("holds no photo");
    assertThat(out).doesNotExist();
  }
}
