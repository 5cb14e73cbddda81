package io.cdmaa.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs kept on disk. */
class GraphCacheTest {
  @TempDir Path folder;
  private final AtomicInteger derived = new AtomicInteger();

  private byte[] content(int seed) {
    byte[] bytes = new byte[1000];
    Arrays.fill(bytes, (byte) seed);
    return bytes;
  }

  private byte[] get(GraphCache cache, String key) {
    return cache.get(
        List.of(key),
        () -> {
          derived.incrementAndGet();
          return content(key.hashCode());
        });
  }

  private GraphCache cache(String version) {
    return GraphCache.in(folder, 1 << 20, version);
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void derivesOnceAndKeepsItForTheNextProcess() {
    byte[] first = get(cache("1"), "a");
    assertThat(get(cache("1"), "a")).isEqualTo(first).isEqualTo(content("a".hashCode()));
    assertThat(derived).hasValue(1);
  }

  @Test
  void anotherKeyOrAnotherCodeIsAnotherEntry() {
    get(cache("1"), "a");
    get(cache("1"), "b");
    get(cache("2"), "a");
    assertThat(derived).hasValue(3);
    GraphCache cache = cache("1");
    cache.get(List.of("x", "yz"), () -> content(1));
    assertThat(cache.get(List.of("xy", "z"), () -> content(2))).isEqualTo(content(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flipped", "cut", "empty", "foreign"})
  void aDamagedEntryIsDerivedAnewAndMended(String damage) throws IOException {
    get(cache("1"), "a");
    Path entry = entries().get(0);
    byte[] bytes = Files.readAllBytes(entry);
    switch (damage) {
      case "flipped" -> bytes[bytes.length - 7] ^= 4;
      case "cut" -> bytes = Arrays.copyOf(bytes, bytes.length - 1);
      case "empty" -> bytes = new byte[0];
      default -> bytes = "something else entirely".getBytes(StandardCharsets.UTF_8);
    }
    Files.write(entry, bytes);
    assertThat(get(cache("1"), "a")).isEqualTo(content("a".hashCode()));
    assertThat(derived).hasValue(2);
    get(cache("1"), "a");
    assertThat(derived).hasValue(2);
  }

  @Test
  void whoeverSharesAFolderSeesWholeEntriesOnly() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        results.add(
            threads.submit(
                () -> {
                  // Each thread is another process's cache, small enough to throw entries out.
                  GraphCache own = GraphCache.in(folder, 2500, "1");
                  boolean right = true;
                  for (int n = 0; n < 60; n++) {
                    String key = "k" + n % 5;
                    right &= Arrays.equals(get(own, key), content(key.hashCode()));
                  }
                  return right;
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(entries()).allMatch(f -> f.toString().endsWith(".graph"));
  }

  @Test
  void whatWasNotUsedForLongestGoesFirst() throws IOException {
    GraphCache cache = GraphCache.in(folder, 3200, "1");
    for (String key : List.of("a", "b", "c")) {
      get(cache, key);
    }
    Instant past = Instant.now().minus(Duration.ofDays(1));
    for (Path entry : entries()) {
      Files.setLastModifiedTime(entry, FileTime.from(past));
    }
    get(cache, "a");
    get(cache, "c");
    get(cache, "d");
    assertThat(derived).hasValue(4);
    assertThat(entries()).hasSize(3);
    get(cache, "a");
    get(cache, "c");
    assertThat(derived).hasValue(4);
    get(cache, "b");
    assertThat(derived).hasValue(5);
  }

  @Test
  void aGraphLargerThanTheBoundIsUsedAndNotKept() throws IOException {
    GraphCache cache = GraphCache.in(folder, 500, "1");
    assertThat(get(cache, "a")).hasSize(1000);
    assertThat(entries()).isEmpty();
  }

  @Test
  void withoutAFolderToWriteToEverythingStillWorks() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    GraphCache cache = GraphCache.in(file.resolve("below"), 1 << 20, "1");
    assertThat(get(cache, "a")).isEqualTo(content("a".hashCode()));
    assertThat(get(GraphCache.off(), "a")).isEqualTo(content("a".hashCode()));
    assertThat(derived).hasValue(2);
  }

  @Test
  void whatFailsToDeriveIsNotKept() throws IOException {
    assertThatThrownBy(
            () ->
                cache("1")
                    .get(
                        List.of("a"),
                        () -> {
                          throw new IllegalStateException("no");
                        }))
        .hasMessage("no");
    assertThat(get(cache("1"), "a")).isEqualTo(content("a".hashCode()));
  }

  @Test
  void liesWhereXdgSaysOrBelowTheHomeFolder() {
    Path home = Path.of("/home/a");
    assertThat(GraphCache.defaultFolder(Map.of("XDG_CACHE_HOME", "/var/c"), home))
        .isEqualTo(Path.of("/var/c/cdmaa"));
    assertThat(GraphCache.defaultFolder(Map.of("XDG_CACHE_HOME", "relative"), home))
        .isEqualTo(Path.of("/home/a/.cache/cdmaa"));
    assertThat(GraphCache.defaultFolder(Map.of(), home)).isEqualTo(Path.of("/home/a/.cache/cdmaa"));
  }

  @Test
  void theCodeHasOneFingerprint() {
    assertThat(CodeVersion.fingerprint()).hasSize(64).isEqualTo(CodeVersion.fingerprint());
  }
}
