package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when models behind the named paths are replaced, added or removed while a batch runs.
 * Asked between two photos, it compares sizes, times and file numbers, which costs next to nothing;
 * only what differs is read, and only what has another digest counts as changed. Not for use by
 * several threads at once.
 */
public final class ModelWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);
  private static final int DEPTH = 4;
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** How long a file has to be left alone until it counts as copied. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** How long a copy is waited for; what is not whole then is refused. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Path> paths;
  private final UnaryOperator<Manifest> amend;
  private final Function<Manifest, Generator> load;
  private final Duration quiet;
  private final Duration patience;
  private Map<Path, Stamp> seen;
  private List<Loaded> loaded;

  /** By what a file is told from another version of it, without reading it. */
  private record Stamp(long size, FileTime modified, Object number) {}

  private record Loaded(Manifest manifest, Map<Path, Stamp> stamps, Generator generator) {}

  /**
   * What has become of the models.
   *
   * @param manifests of those that can be used now
   * @param generators the same, loaded; empty if none is left
   * @param problems a sentence on each that cannot be used
   */
  public record Change(
      List<Manifest> manifests, List<Generator> generators, List<String> problems) {
    /** Copies the lists. */
    public Change {
      manifests = List.copyOf(manifests);
      generators = List.copyOf(generators);
      problems = List.copyOf(problems);
    }
  }

  ModelWatch(
      List<Path> paths,
      UnaryOperator<Manifest> amend,
      Function<Manifest, Generator> load,
      List<Manifest> manifests,
      List<Generator> generators,
      Duration quiet,
      Duration patience) {
    this.paths = List.copyOf(paths);
    this.amend = amend;
    this.load = load;
    this.quiet = quiet;
    this.patience = patience;
    seen = snapshot();
    loaded = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      loaded.add(new Loaded(manifests.get(i), stamps(manifests.get(i)), generators.get(i)));
    }
  }

  /**
   * A watch that begins with what is loaded.
   *
   * @param paths as for {@link ModelLocator#find}
   * @param amend what the user says besides the manifests
   * @param load loads a generator from an amended manifest
   * @param manifests what was found there, amended
   * @param generators what was loaded from these, in the same order
   */
  public static ModelWatch over(
      List<Path> paths,
      UnaryOperator<Manifest> amend,
      Function<Manifest, Generator> load,
      List<Manifest> manifests,
      List<Generator> generators) {
    return new ModelWatch(paths, amend, load, manifests, generators, QUIET, PATIENCE);
  }

  /**
   * What has changed since the last time. Waits for files that are still being copied. A model that
   * cannot be used is left out with a sentence, and looked at again once its files change.
   */
  public Optional<Change> poll() {
    Map<Path, Stamp> now = snapshot();
    if (now.equals(seen)) {
      return Optional.empty();
    }
    seen = settled(now);
    List<String> problems = new ArrayList<>();
    List<Loaded> current = new ArrayList<>();
    for (Manifest manifest : ModelLocator.find(paths, e -> problems.add(e.getMessage()))) {
      try {
        current.add(reloaded(amend.apply(manifest)));
      } catch (CdmaaException e) {
        problems.add(e.getMessage());
      }
    }
    List<Generator> before = loaded.stream().map(Loaded::generator).toList();
    List<Generator> after = current.stream().map(Loaded::generator).toList();
    loaded = current;
    if (before.equals(after) && problems.isEmpty()) {
      return Optional.empty();
    }
    LOG.debug("The models have changed: {}", seen.keySet());
    return Optional.of(
        new Change(current.stream().map(Loaded::manifest).toList(), after, problems));
  }

  private Loaded reloaded(Manifest manifest) {
    Map<Path, Stamp> stamps = stamps(manifest);
    Optional<Loaded> old =
        loaded.stream().filter(l -> l.manifest().onnx().equals(manifest.onnx())).findFirst();
    if (old.isPresent() && old.get().stamps().equals(stamps)) {
      return old.get();
    }
    Generator generator = load.apply(manifest);
    boolean same =
        old.isPresent()
            && old.get().generator().digest().equals(generator.digest())
            && old.get().generator().name().equals(generator.name())
            && old.get().manifest().source().equals(manifest.source())
            && sameStamp(old.get().stamps(), stamps, manifest.source());
    return new Loaded(manifest, stamps, same ? old.get().generator() : generator);
  }

  private static boolean sameStamp(Map<Path, Stamp> a, Map<Path, Stamp> b, Path file) {
    // A bare model is its own manifest, and the digest says all about it.
    return file.toString().endsWith(".onnx")
        || (a.containsKey(file) && a.get(file).equals(b.get(file)));
  }

  /** Waits until nothing has moved for a while, or patience is over. */
  private Map<Path, Stamp> settled(Map<Path, Stamp> first) {
    Map<Path, Stamp> last = first;
    Instant moved = Instant.now();
    Instant deadline = moved.plus(patience);
    while (Instant.now().isBefore(moved.plus(quiet)) && Instant.now().isBefore(deadline)) {
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return last;
      }
      Map<Path, Stamp> next = snapshot();
      if (!next.equals(last)) {
        last = next;
        moved = Instant.now();
      }
    }
    return last;
  }

  /** The files of a model, with the data that exporters write beside it. */
  private static Map<Path, Stamp> stamps(Manifest manifest) {
    Map<Path, Stamp> stamps = new TreeMap<>();
    manifest.files().forEach(file -> stamp(file).ifPresent(s -> stamps.put(file, s)));
    String stem = manifest.onnx().getFileName().toString();
    for (Path file : files(manifest.onnx().toAbsolutePath().getParent(), 1)) {
      if (file.getFileName().toString().startsWith(stem)) {
        stamp(file).ifPresent(s -> stamps.put(file, s));
      }
    }
    return stamps;
  }

  private Map<Path, Stamp> snapshot() {
    Map<Path, Stamp> stamps = new HashMap<>();
    for (Path path : paths) {
      boolean folder = Files.isDirectory(path);
      Path at = folder ? path : path.toAbsolutePath().getParent();
      for (Path file : files(at, folder ? DEPTH : 1)) {
        if (belongsToModels(file)) {
          stamp(file).ifPresent(s -> stamps.put(file, s));
        }
      }
    }
    return stamps;
  }

  private static boolean belongsToModels(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.contains(".onnx")
        || name.endsWith(".yaml")
        || name.endsWith(".yml")
        || name.endsWith(".data");
  }

  private static List<Path> files(Path folder, int depth) {
    try (Stream<Path> walk = Files.walk(folder, depth)) {
      return walk.filter(Files::isRegularFile).toList();
    } catch (IOException | UncheckedIOException e) {
      // A folder may vanish while it is listed; then nothing is there.
      LOG.debug("{} cannot be listed", folder, e);
      return List.of();
    }
  }

  private static Optional<Stamp> stamp(Path file) {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new Stamp(a.size(), a.lastModifiedTime(), a.fileKey()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
