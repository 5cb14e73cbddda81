package io.cdmaa.protection;

import io.cdmaa.image.PictureFile;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.FileNames;
import io.cdmaa.protection.LeftOut.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
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
import java.util.Optional;
import java.util.Set;

/** Finds photos by the paths that a user gives. */
public final class PhotoFinder {
  /** The default output folder. */
  public static final String DEFAULT_FOLDER = "protected";

  private final boolean recursive;
  private final Path excluded;

  /**
   * @param recursive whether to search subfolders
   * @param excluded the output folder, which is never searched; null if the default is used
   */
  public PhotoFinder(boolean recursive, Path excluded) {
    this.recursive = recursive;
    this.excluded = excluded == null ? null : normal(excluded);
  }

  /**
   * A photo and the folder that its output folder lies beside or in by default.
   *
   * @param file the photo
   * @param base the folder that the user gave, or the parent of the photo that the user gave
   * @param below the subfolder of that folder in which the photo lies; empty if it lies directly in
   *     it
   */
  public record Found(Path file, Path base, Path below) {}

  /**
   * The result of a search.
   *
   * @param photos sorted by path, without duplicates
   * @param leftOut the other entries of the folders
   * @param problems paths that were given, or that lie in the folders, and cannot be protected
   */
  public record Photos(List<Found> photos, List<LeftOut> leftOut, List<Problem> problems) {
    /** Copies the lists. */
    public Photos {
      photos = List.copyOf(photos);
      leftOut = List.copyOf(leftOut);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Something that cannot be protected.
   *
   * @param path a folder, or a photo in it
   * @param kind why it cannot be protected
   */
  public record Problem(Path path, Kind kind) {
    /** The reason why something cannot be protected. */
    public enum Kind {
      /** The folder contains no photo. */
      NO_PHOTO,
      /** The folder cannot be listed. */
      NOT_LISTED,
      /** The photo's name cannot be represented in the current locale. */
      NAME
    }

    /** Returns the problem and its remedy as a sentence. */
    public String sentence() {
      return switch (kind) {
        case NO_PHOTO ->
            "The folder "
                + path
                + " holds no photo to protect (jpg, png, bmp, tif or webp); name another";
        case NOT_LISTED -> "The folder " + path + " cannot be listed; check its permissions";
        case NAME -> FileNames.sentence(path.toString());
      };
    }
  }

  /** Finds the photos at the given paths, each a photo or a folder. */
  public Photos find(List<Path> paths) {
    List<Found> found = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        found.add(new Found(path, normal(path).getParent(), Path.of("")));
        continue;
      }
      try {
        int before = problems.size();
        List<Path> files = in(path, leftOut, problems);
        files.forEach(
            file -> found.add(new Found(file, normal(path), path.relativize(file.getParent()))));
        if (files.isEmpty() && problems.size() == before) {
          problems.add(new Problem(path, Problem.Kind.NO_PHOTO));
        }
      } catch (IOException | UncheckedIOException e) {
        problems.add(new Problem(path, Problem.Kind.NOT_LISTED));
      }
    }
    found.sort(Comparator.comparing(Found::file));
    Set<Path> seen = new HashSet<>();
    Set<Path> named = Set.copyOf(paths);
    List<Found> distinct = new ArrayList<>();
    for (Found photo : found) {
      if (seen.add(normal(photo.file()))) {
        distinct.add(photo);
      } else if (!named.contains(photo.file())) {
        leftOut.add(new LeftOut(photo.file(), Reason.SAME_FILE, ""));
      }
    }
    return new Photos(distinct, leftOut, problems);
  }

  private List<Path> in(Path folder, List<LeftOut> leftOut, List<Problem> problems)
      throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        recursive ? Integer.MAX_VALUE : 1,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            if (at.equals(folder) || !isOfResults(at)) {
              return FileVisitResult.CONTINUE;
            }
            leftOut.add(new LeftOut(at, Reason.RESULTS, ""));
            return FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isDirectory() && !FileNames.isRepresentable(file)) {
              if (PictureFile.isNamedAsPhoto(file)) {
                problems.add(new Problem(file, Problem.Kind.NAME));
              } else {
                leftOut.add(new LeftOut(file, Reason.NO_PICTURE, ""));
              }
              return FileVisitResult.CONTINUE;
            }
            Optional<LeftOut> reason =
                attributes.isDirectory()
                    ? Optional.of(
                        new LeftOut(
                            file, isOfResults(file) ? Reason.RESULTS : Reason.SUBFOLDER, ""))
                    : leftOut(file, attributes);
            reason.ifPresentOrElse(leftOut::add, () -> files.add(file));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(folder)) {
              throw e;
            }
            leftOut.add(new LeftOut(file, Reason.UNREADABLE, ""));
            return FileVisitResult.CONTINUE;
          }
        });
    leftOut.removeIf(entry -> isRecordOrTemporary(entry.path()));
    return files;
  }

  private boolean isOfResults(Path folder) {
    return excluded == null
        ? folder.getFileName().toString().equals(DEFAULT_FOLDER)
        : normal(folder).equals(excluded);
  }

  /** Records lie beside what they describe and are not images. */
  private static boolean isRecordOrTemporary(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ProtectionRecord.SUFFIX) || name.endsWith(AtomicFile.TEMPORARY_SUFFIX);
  }

  /**
   * Returns why a file is not a photo to protect; empty if it is one. A photo extension is trusted,
   * so that a damaged or unreadable photo is reported as such; the content of other files is
   * examined.
   */
  private static Optional<LeftOut> leftOut(Path file, BasicFileAttributes attributes) {
    String name = file.getFileName().toString();
    if (name.startsWith(".")) {
      return Optional.of(new LeftOut(file, Reason.HIDDEN, ""));
    }
    if (!attributes.isRegularFile()
        || (!Files.isReadable(file) && !PictureFile.isNamedAsPhoto(file))) {
      return Optional.of(new LeftOut(file, Reason.UNREADABLE, ""));
    }
    if (ProtectionRecord.owns(file)) {
      return Optional.of(new LeftOut(file, Reason.OURS, ""));
    }
    Optional<PictureFile> picture = PictureFile.of(file);
    if (picture.isPresent() && !picture.get().readable()) {
      return Optional.of(new LeftOut(file, Reason.FORMAT, picture.get().format()));
    }
    if (PictureFile.isNamedAsPhoto(file)
        || (FileNames.extension(file).isEmpty() && picture.isPresent())) {
      return Optional.empty();
    }
    return Optional.of(
        picture
            .map(p -> new LeftOut(file, Reason.EXTENSION, p.format()))
            .orElseGet(() -> new LeftOut(file, Reason.NO_PICTURE, "")));
  }

  /** Returns the canonical form of a path. */
  static Path normal(Path path) {
    return FileSet.real(path);
  }
}
