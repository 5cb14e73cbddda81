package io.cdmaa.cli;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.cli.PhotoFinder.Found;
import io.cdmaa.image.AtomicFile;
import io.cdmaa.image.OutputFormat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides where each protected photo goes. No input is ever overwritten, nor a file that this tool
 * did not write, nor another photo's output.
 */
final class OutputPlan {
  private final Path output;
  private final OutputFormat format;
  private final boolean intoFile;
  private final boolean force;
  private final Set<Path> inputs = new HashSet<>();
  private final Set<Path> claimed = new HashSet<>();
  private final Map<Path, Optional<String>> folders = new HashMap<>();

  /**
   * @param output what the user named; null for the default folder
   * @param intoFile whether that is one photo's file, else a folder
   * @param format the format of files in folders
   * @param force whether files that this tool did not write may be replaced
   * @param photos all inputs
   */
  OutputPlan(
      Path output, boolean intoFile, OutputFormat format, boolean force, List<Found> photos) {
    this.output = output;
    this.intoFile = intoFile;
    this.format = format;
    this.force = force;
    photos.forEach(photo -> inputs.add(PhotoFinder.normal(photo.file())));
  }

  /**
   * The task of one photo. Creates the output folder.
   *
   * @throws CdmaaException if there is no place where its output may go
   */
  PhotoTask task(Found photo) {
    if (intoFile) {
      requireWritable(folderOf(output));
      PhotoTask task = new PhotoTask(photo.file(), output, OutputFormat.of(output));
      if (inputs.contains(PhotoFinder.normal(output))) {
        throw new CdmaaException(
            "The output " + output + " is the photo itself; choose another name");
      }
      return task;
    }
    Path folder = output != null ? output : shown(photo).resolve(PhotoFinder.DEFAULT_FOLDER);
    requireWritable(folder);
    String stem = PhotoFinder.stem(photo.file());
    for (int number = 1; ; number++) {
      String name = stem + (number == 1 ? "" : "-" + number) + "." + format.extension();
      PhotoTask task = new PhotoTask(photo.file(), folder.resolve(name), format);
      if (isFree(task)) {
        claimed.add(PhotoFinder.normal(task.target()));
        return task;
      }
    }
  }

  /** The base folder as the user would write it. */
  private static Path shown(Found photo) {
    Path parent = photo.file().toAbsolutePath().normalize().getParent();
    if (!PhotoFinder.normal(parent).equals(photo.base())) {
      return photo.base();
    }
    Path named = photo.file().getParent();
    return named == null ? Path.of("") : named;
  }

  private boolean isFree(PhotoTask task) {
    Path target = PhotoFinder.normal(task.target());
    if (inputs.contains(target) || claimed.contains(target)) {
      return false;
    }
    if (!Files.exists(task.target())) {
      return true;
    }
    Optional<DoneRecord> record = DoneRecord.read(task.target());
    if (record.isPresent()) {
      return record.get().isOf(task);
    }
    if (force) {
      return true;
    }
    throw new CdmaaException(
        "The output "
            + task.target()
            + " exists and was not written by cdmaa; move it, choose another folder, or replace it"
            + " with --force");
  }

  private static Path folderOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private void requireWritable(Path folder) {
    Optional<String> problem =
        folders.computeIfAbsent(folder.toAbsolutePath().normalize(), at -> problem(folder));
    if (problem.isPresent()) {
      throw new CdmaaException(problem.get());
    }
  }

  /** Why nothing can be written into a folder, found out by writing. */
  private static Optional<String> problem(Path folder) {
    try {
      Files.createDirectories(folder.toAbsolutePath());
      Files.delete(
          Files.createTempFile(folder.toAbsolutePath(), ".probe", AtomicFile.TEMPORARY_SUFFIX));
      return Optional.empty();
    } catch (IOException e) {
      String reason;
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        reason = "it is a file";
      } else if (e instanceof AccessDeniedException) {
        reason = "permission denied";
      } else {
        reason = Causes.of(e);
      }
      return Optional.of(
          "The output folder "
              + folder.toAbsolutePath().normalize()
              + " cannot be written to ("
              + reason
              + "); choose another with -o");
    }
  }
}
