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
 * Notices when models behind the named paths are replaced, added or removed while a batch runs.
 * Asked between two photos, it compares sizes, times and file numbers, which costs next to nothing;
 * only what differs is read, and only what has another digest counts as changed. Manifests and ONNX
 * files are found by their extensions; what these name besides is watched file by file. Not for use
 * by several threads at once.
 */
public final class ModelWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);
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

  /** All files that the manifests and models name, absolute. */
  private Set<Path> named;

  /** Everything that is watched, in the versions that the loaded generators are made of. */
  private Map<Path, FileVersion> seen;

  private List<Loaded> loaded;

  /**
   * The manifests and ONNX files behind paths, before anything of them is read.
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

  /** A generator with the files that it is made of, by absolute path. */
  private record Loaded(Manifest manifest, Map<Path, FileVersion> files, Generator generator) {
    Optional<FileVersion> said() {
      return Optional.ofNullable(files.get(absolute(manifest.source())));
    }
  }

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
   * What is there now. Taken before the manifests are read, so that nothing is missed that changes
   * while they and their models are loaded.
   *
   * @param paths as for {@link ModelLocator#find}
   */
  public static Sight look(List<Path> paths) {
    return new Sight(paths, snapshot(paths, Set.of()));
  }

  /**
   * A watch that begins with what is loaded.
   *
   * @param before what was there before the manifests were read
   * @param amend what the user says besides the manifests
   * @param load loads a generator from an amended manifest
   * @param manifests what was found there, amended
   * @param generators what was loaded from these, in the same order
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
   * What has changed since the last time. Waits for files that are still being copied. A model that
   * cannot be used is left out with a sentence, and looked at again once its files change.
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
            // A bare model is its own manifest, and the digest says all about it.
            && (manifest.bare() || old.get().said().equals(fresh.said()));
    return same ? new Loaded(manifest, fresh.files(), old.get().generator()) : fresh;
  }

  /** Notes a generator with the versions that were read, whatever has become of the files since. */
  private Loaded loaded(Manifest manifest, Generator generator) {
    generator.files().forEach((file, version) -> seen.put(absolute(file), version));
    return new Loaded(manifest, seen(manifest), generator);
  }

  /** Waits until nothing has moved for a while, or patience is over. */
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

  /**
   * Every file that a manifest and its models name, itself included, whether it is there or not.
   */
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

  /** Those of the seen files that a manifest names. */
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
      // A folder may vanish while it is listed; then nothing is there.
      LOG.debug("{} cannot be listed", folder, e);
      return List.of();
    }
  }
}
