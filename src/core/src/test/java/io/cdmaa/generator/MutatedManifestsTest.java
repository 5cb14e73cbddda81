package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.testkit.Mutations;
import io.cdmaa.testkit.UserText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged manifests end in one sentence for their author or are read. */
class MutatedManifestsTest {
  private static final String MANIFEST =
      """
      version: 1
      name: "Tiny \\"one\\" \\u00e9"
      onnx: g.onnx
      latent: bottleneck
      access: query
      image: {input: image, layout: NCHW, color: BGR, range: [0, 255], size: [8, 8],
              crop: {size: 170, of: 178, left: 3, top: 6}}
      output: {name: fake, layout: NCHW, color: RGB, range: [-1, 1]}
      condition:
        input: condition
        form: difference
        low: 0
        high: 1.5e0
        attributes: [Male, Young]
        exclusive: [[Male, Young]]
        source: [Young]
        domains:
          - {name: smiling, value: [1, 0]}
          - {name: old man, set: Male, clear: [Young]}
      licence: MIT
      origin: &a here
      sha256: {g.onnx: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF}
      """;

  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void twoThousandMutationsAreReadOrExplained() throws IOException {
    mutations(1, 2_000);
  }

  @Test
  @Tag("slow")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void twentyThousandMutationsAreReadOrExplained() throws IOException {
    mutations(2, 20_000);
  }

  private void mutations(long seed, int count) throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    byte[] original = MANIFEST.getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(seed);
    int read = 0;
    for (int i = 0; i < count; i++) {
      byte[] bytes = Mutations.of(original, random);
      Path file = Files.write(folder.resolve("m.yaml"), bytes);
      try {
        ManifestReader.read(file);
        read++;
      } catch (CdmaaException e) {
        UserText.assertPlain(e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        throw new AssertionError("mutation " + i + " of seed " + seed + ":\n" + text, e);
      }
    }
    assertThat(read).isBetween(count / 100, count * 9 / 10);
  }
}
