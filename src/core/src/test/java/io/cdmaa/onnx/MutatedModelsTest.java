package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.CdmaaException;
import io.cdmaa.testkit.Mutations;
import io.cdmaa.testkit.UserText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged models of every kind of export end in one sentence for a person or in a graph that ONNX
 * Runtime takes, and never in anything else. {@code tools/fuzz_seeds.py} writes the seeds.
 */
class MutatedModelsTest {
  private static final List<String> SEEDS =
      List.of("loop", "branched", "attention", "quantised", "rounded", "viewed");

  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void threeThousandMutationsEndInAnErrorOrAGraph() throws IOException {
    mutations(1, 3_000, 300);
  }

  /** Among them dozens that ONNX Runtime alone would not survive ({@link OrtCrashGuardsTest}). */
  @Test
  @Tag("slow")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void aHundredThousandMutationsEndInAnErrorOrAGraph() throws IOException {
    mutations(2, 100_000, 100_000);
  }

  @Test
  void everySeedIsValidAsItStands() throws IOException {
    for (byte[] seed : seeds()) {
      Path file = Files.write(folder.resolve("seed.onnx"), seed);
      assertThat(ModelFile.read(file).outputs()).isNotEmpty();
    }
  }

  /** Reads mutated files and hands the first of those that decode to ONNX Runtime. */
  private void mutations(long seed, int count, int folded) throws IOException {
    List<byte[]> originals = seeds();
    SplittableRandom random = new SplittableRandom(seed);
    Path file = folder.resolve("m.onnx");
    int decoded = 0;
    int run = 0;
    for (int i = 0; i < count; i++) {
      byte[] bytes = Mutations.of(originals.get(i % originals.size()), random);
      Files.write(file, bytes);
      try {
        Graph graph = ModelFile.read(file);
        decoded++;
        if (decoded <= folded) {
          canonical(graph);
          run++;
        }
      } catch (CdmaaException e) {
        UserText.assertPlain(e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("mutation " + i + " of seed " + seed, e);
      }
    }
    assertThat(decoded).isGreaterThan(count / 20);
    assertThat(run).isGreaterThan(Math.min(folded, decoded) / 4);
    System.out.printf("%,d mutated models: %,d decoded, %,d ran%n", count, decoded, run);
  }

  private static Graph canonical(Graph graph) {
    Map<String, long[]> sizes = new HashMap<>();
    graph.inputs().forEach(v -> sizes.put(v.name(), new long[] {1, 3, 6, 6}));
    return OpsetConverter.toCanonical(
        OrtGraphOptimizer.fold(OrtGraphOptimizer.fixInputs(graph, sizes)));
  }

  private static List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(GraphCodec.encode(HostileFilesTest.valid()).toByteArray());
    for (String name : SEEDS) {
      try (InputStream in =
          MutatedModelsTest.class.getResourceAsStream("/fuzz/" + name + ".onnx")) {
        seeds.add(in.readAllBytes());
      }
    }
    return seeds;
  }
}
