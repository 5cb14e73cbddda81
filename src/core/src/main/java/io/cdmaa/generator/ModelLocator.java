package io.cdmaa.generator;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Resolves the paths that a user names (folders, manifests and bare ONNX files) to manifests. */
public final class ModelLocator {
  /** The depth to which a folder is searched. */
  static final int DEPTH = 4;

  private ModelLocator() {}

  /**
   * Returns the manifests found under the paths, in a stable order and each model once.
   *
   * @param paths folders (searched four levels deep), YAML manifests or ONNX files
   * @throws CdmaaException if a path does not exist, a folder holds no model, or a manifest is
   *     invalid
   */
  public static List<Manifest> find(List<Path> paths) {
    return find(
        paths,
        problem -> {
          throw problem;
        });
  }

  /**
   * Returns the manifests found under the paths, continuing after errors. A bare ONNX file is
   * omitted if an unreadable manifest lies beside it, since that may be the manifest that names it.
   *
   * @param problems receives the errors
   */
  public static List<Manifest> find(List<Path> paths, Consumer<CdmaaException> problems) {
    List<Manifest> found = new ArrayList<>();
    Set<Path> models = new HashSet<>();
    for (Path path : paths) {
      try {
        for (Manifest manifest : at(path, problems)) {
          if (models.add(real(manifest.onnx()))) {
            found.add(manifest);
          }
        }
      } catch (CdmaaException e) {
        problems.accept(e);
      }
    }
    return found;
  }

  /** Returns a path that is the same for all names of a file. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath();
    }
  }

  private static List<Manifest> at(Path path, Consumer<CdmaaException> problems) {
    if (Files.isDirectory(path)) {
      return inFolder(path, problems);
    }
    if (!Files.exists(path)) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          path,
          "The model " + path + " does not exist; check the path or name a folder with models");
    }
    return List.of(isManifest(path) ? ManifestReader.read(path) : ofOnnx(path));
  }

  /** Returns the manifest of an ONNX file: the one beside it that names it, if there is one. */
  private static Manifest ofOnnx(Path onnx) {
    Path folder = onnx.toAbsolutePath().getParent();
    return files(folder, 1).stream()
        .filter(ModelLocator::isManifest)
        .map(ManifestReader::read)
        .filter(m -> real(m.onnx()).equals(real(onnx)))
        .findFirst()
        .orElseGet(() -> Manifest.bare(onnx));
  }

  private static List<Manifest> inFolder(Path folder, Consumer<CdmaaException> problems) {
    List<Path> files = files(folder, DEPTH);
    List<Manifest> found = new ArrayList<>();
    Set<Path> named = new HashSet<>();
    Set<Path> unclear = new HashSet<>();
    for (Path file : files) {
      if (isManifest(file)) {
        try {
          Manifest manifest = ManifestReader.read(file);
          found.add(manifest);
          named.add(real(manifest.onnx()));
          manifest.gradient().ifPresent(g -> named.add(real(g)));
        } catch (CdmaaException e) {
          unclear.add(file.getParent());
          problems.accept(e);
        }
      }
    }
    for (Path file : files) {
      if (isOnnx(file) && !named.contains(real(file)) && !unclear.contains(file.getParent())) {
        found.add(Manifest.bare(file));
      }
    }
    if (found.isEmpty() && unclear.isEmpty()) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          folder,
          "The folder "
              + folder
              + " holds no model; put an ONNX file or a manifest there or name another folder");
    }
    return found;
  }

  private static List<Path> files(Path folder, int depth) {
    try {
      return walk(folder, depth);
    } catch (IOException e) {
      throw Causes.unreadable("The folder", folder, e);
    }
  }

  /**
   * Returns the files in a folder, sorted. A symbolic link to a folder is followed to its current
   * target but keeps its own name, so that it can be switched to other models.
   */
  static List<Path> walk(Path folder, int depth) throws IOException {
    Path real = folder.toRealPath();
    try (Stream<Path> walk = Files.walk(real, depth)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> folder.resolve(real.relativize(file)))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Returns whether a file is a manifest or an ONNX file by its name. */
  static boolean isModel(Path path) {
    return isManifest(path) || isOnnx(path);
  }

  private static boolean isOnnx(Path path) {
    return hasExtension(path, ".onnx");
  }

  private static boolean isManifest(Path path) {
    return hasExtension(path, ".yaml") || hasExtension(path, ".yml");
  }

  private static boolean hasExtension(Path path, String extension) {
    return path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(extension);
  }
}
