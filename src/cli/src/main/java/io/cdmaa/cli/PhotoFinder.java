package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the photos behind the paths that a user names. */
final class PhotoFinder {
  /** Where outputs go if the user does not say. */
  static final String DEFAULT_FOLDER = "protected";

  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp");

  private final boolean recursive;
  private final Path excluded;

  /**
   * @param recursive whether to search folders in folders
   * @param excluded the output folder, never searched; null if the default is used
   */
  PhotoFinder(boolean recursive, Path excluded) {
    this.recursive = recursive;
    this.excluded = excluded == null ? null : normal(excluded);
  }

  /**
   * A photo and the folder that its output folder is beside or in by default.
   *
   * @param file the photo
   * @param base the folder that the user named, or the one that holds the photo that they named
   */
  record Found(Path file, Path base) {}

  /**
   * What was found.
   *
   * @param photos sorted by path, each once
   * @param problems sentences on folders without photos
   */
  record Photos(List<Found> photos, List<String> problems) {}

  Photos find(List<Path> paths) {
    List<Found> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        found.add(new Found(path, normal(path).getParent()));
        continue;
      }
      try {
        List<Path> files = in(path);
        files.forEach(file -> found.add(new Found(file, normal(path))));
        if (files.isEmpty()) {
          problems.add(
              "The folder "
                  + path
                  + " holds no photo to protect (jpg, png, bmp, tif or webp)"
                  + (recursive ? "; name another" : "; name another, or add --recursive"));
        }
      } catch (IOException | UncheckedIOException e) {
        problems.add("The folder " + path + " cannot be listed; check its permissions");
      }
    }
    found.sort(Comparator.comparing(Found::file));
    Set<Path> seen = new HashSet<>();
    found.removeIf(photo -> !seen.add(normal(photo.file())));
    return new Photos(found, problems);
  }

  private List<Path> in(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(java.nio.file.FileVisitOption.FOLLOW_LINKS),
        recursive ? Integer.MAX_VALUE : 1,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            return !at.equals(folder) && skipped(at)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isPhoto(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(folder)) {
              throw e;
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private boolean skipped(Path folder) {
    return excluded == null
        ? folder.getFileName().toString().equals(DEFAULT_FOLDER)
        : normal(folder).equals(excluded);
  }

  /** By extension, hidden files aside, and aside from what this tool itself has written. */
  private static boolean isPhoto(Path file) {
    String name = file.getFileName().toString();
    String extension = extension(name);
    return !name.startsWith(".")
        && EXTENSIONS.contains(extension)
        && !Files.exists(DoneRecord.beside(file));
  }

  /** The extension in lower case, without the dot; empty if there is none. */
  static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** The file name without its extension. */
  static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** One spelling per path. */
  static Path normal(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  /** Refuses to go on without any photo. */
  static void requireSome(Photos photos) {
    if (photos.photos().isEmpty()) {
      throw new CdmaaException(String.join(System.lineSeparator() + "cdmaa: ", photos.problems()));
    }
  }
}
