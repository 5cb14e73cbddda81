package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.FileVersion;
import io.cdmaa.onnx.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects models that are replaced, added or removed under the named paths while a batch runs. A
 * check between two photos compares sizes, times and file numbers, which costs almost nothing. Only
 * files that differ are read, and only those with a different digest count as changed. Manifests
 * and ONNX files are found by their extensions; other files that they name are watched
 * individually. Not thread-safe.
 */
public final class ModelWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** How long a file must remain unchanged to count as fully copied. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** How long to wait for a copy; an incomplete file is then rejected. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Path> paths;
  private final UnaryOperator<Manifest> amend;
  private final Function<Manifest, Generator> load;
  private final Duration quiet;
  private final Duration patience;

  /** All files that the manifests and models name, as absolute paths. */
  private Set<Path> named;

  /** The watched files, in the versions that the loaded generators were built from. */
  private Map<Path, FileVersion> seen;

  private List<Loaded> loaded;

  /**
   * The manifests and ONNX files under paths, before any of them is read.
   *
   * @param paths as for {@link ModelLocator#find}
   * @param files by absolute path
   */
  public record Sight(List<Path> paths, Map<Path, FileVersion> files) {
    /** Copies the collections. */
    public Sight {
      paths = List.copyOf(paths);
      files = Map.copyOf(files);
    }
  }

  /** A generator with the files that it was built from, by absolute path. */
  private record Loaded(Manifest manifest, Map<Path, FileVersion> files, Generator generator) {
    Optional<FileVersion> said() {
      return Optional.ofNullable(files.get(absolute(manifest.source())));
    }
  }

  /**
   * The models after a change.
   *
   * @param manifests of the usable models
   * @param generators the same models, loaded; empty if none is left
   * @param problems one sentence per unusable model
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
      Sight before,
      UnaryOperator<Manifest> amend,
      Function<Manifest, Generator> load,
      List<Manifest> manifests,
      List<Generator> generators,
      Duration quiet,
      Duration patience) {
    this.paths = before.paths();
    this.amend = amend;
    this.load = load;
    this.quiet = quiet;
    this.patience = patience;
    named = named(manifests);
    seen = snapshot(List.of(), named);
    seen.putAll(before.files());
    loaded = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      loaded.add(loaded(manifests.get(i), generators.get(i)));
    }
  }

  /**
   * Returns the current files. Call this before reading the manifests, so that no change is missed
   * while they and their models are loaded.
   *
   * @param paths as for {@link ModelLocator#find}
   */
  public static Sight look(List<Path> paths) {
    return new Sight(paths, snapshot(paths, Set.of()));
  }

  /**
   * Creates a watch over loaded models.
   *
   * @param before the files before the manifests were read
   * @param amend applies the user's overrides to a manifest
   * @param load loads a generator from an amended manifest
   * @param manifests the manifests that were found, amended
   * @param generators the generators loaded from them, in the same order
   */
  public static ModelWatch over(
      Sight before,
      UnaryOperator<Manifest> amend,
      Function<Manifest, Generator> load,
      List<Manifest> manifests,
      List<Generator> generators) {
    return new ModelWatch(before, amend, load, manifests, generators, QUIET, PATIENCE);
  }

  /**
   * Returns the changes since the last call, waiting for files that are still being copied. An
   * unusable model is omitted, reported with one sentence, and tried again once its files change.
   */
  public Optional<Change> poll() {
    Map<Path, FileVersion> now = snapshot(paths, named);
    if (now.equals(seen)) {
      return Optional.empty();
    }
    seen = settled(now);
    List<String> problems = new ArrayList<>();
    List<Manifest> manifests = ModelLocator.find(paths, e -> problems.add(e.getMessage()));
    Set<Path> wanted = named(manifests);
    if (!wanted.equals(named)) {
      named = wanted;
      seen = settled(snapshot(paths, named));
    }
    List<Loaded> current = new ArrayList<>();
    for (Manifest manifest : manifests) {
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
    Optional<Loaded> old =
        loaded.stream()
            .filter(l -> l.manifest().onnx().equals(manifest.onnx()))
            .filter(l -> l.manifest().source().equals(manifest.source()))
            .findFirst();
    if (old.isPresent() && old.get().files().equals(seen(manifest))) {
      return old.get();
    }
    Loaded fresh = loaded(manifest, load.apply(manifest));
    boolean same =
        old.isPresent()
            && old.get().generator().digest().equals(fresh.generator().digest())
            && old.get().generator().name().equals(fresh.generator().name())
            // A bare model is its own manifest, so the digest covers everything.
            && (manifest.bare() || old.get().said().equals(fresh.said()));
    return same ? new Loaded(manifest, fresh.files(), old.get().generator()) : fresh;
  }

  /**
   * Records a generator with the file versions that were read, even if the files have changed
   * since.
   */
  private Loaded loaded(Manifest manifest, Generator generator) {
    generator.files().forEach((file, version) -> seen.put(absolute(file), version));
    return new Loaded(manifest, seen(manifest), generator);
  }

  /** Waits until the files have been stable for a while or the time limit is reached. */
  private Map<Path, FileVersion> settled(Map<Path, FileVersion> first) {
    Map<Path, FileVersion> last = first;
    Instant moved = Instant.now();
    Instant deadline = moved.plus(patience);
    while (Instant.now().isBefore(moved.plus(quiet)) && Instant.now().isBefore(deadline)) {
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return last;
      }
      Map<Path, FileVersion> next = snapshot(paths, named);
      if (!next.equals(last)) {
        last = next;
        moved = Instant.now();
      }
    }
    return last;
  }

  /** Returns every file that a manifest and its models name, itself included, existing or not. */
  private static Set<Path> named(List<Manifest> manifests) {
    return manifests.stream().flatMap(m -> named(m).stream()).collect(Collectors.toSet());
  }

  private static Set<Path> named(Manifest manifest) {
    Set<Path> files = new HashSet<>(manifest.files());
    files.addAll(ModelFile.dataFiles(manifest.onnx()));
    manifest.gradient().map(ModelFile::dataFiles).ifPresent(files::addAll);
    return files.stream().map(ModelWatch::absolute).collect(Collectors.toSet());
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /** Returns those of the seen files that a manifest names. */
  private Map<Path, FileVersion> seen(Manifest manifest) {
    Map<Path, FileVersion> files = new HashMap<>(seen);
    files.keySet().retainAll(named(manifest));
    return files;
  }

  private static Map<Path, FileVersion> snapshot(List<Path> paths, Set<Path> named) {
    Set<Path> files = new HashSet<>(named);
    for (Path path : paths) {
      boolean folder = Files.isDirectory(path);
      Path at = folder ? path : path.toAbsolutePath().getParent();
      files(at, folder ? ModelLocator.DEPTH : 1).stream()
          .filter(ModelLocator::isModel)
          .map(ModelWatch::absolute)
          .forEach(files::add);
    }
    Map<Path, FileVersion> versions = new HashMap<>();
    files.forEach(file -> FileVersion.of(file).ifPresent(version -> versions.put(file, version)));
    return versions;
  }

  private static List<Path> files(Path folder, int depth) {
    try {
      return ModelLocator.walk(folder, depth);
    } catch (IOException e) {
      // The folder may be deleted while it is listed; it then counts as empty.
      LOG.debug("{} cannot be listed", folder, e);
      return List.of();
    }
  }
}
