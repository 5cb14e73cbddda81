package io.cdmaa.protection;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Encoding;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.FileNames;
import io.cdmaa.protection.PhotoFinder.Found;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where each protected photo is written, within what a {@link WriteGuard} permits. Creates
 * the folders.
 */
public final class OutputPlan {
  private static final Logger LOG = LoggerFactory.getLogger(OutputPlan.class);

  private final Path output;
  private final Encoding encoding;
  private final boolean intoFile;
  private final WriteGuard guard;
  private final Map<Path, Optional<String>> folders = new HashMap<>();
  private final List<Path> created = new ArrayList<>();

  /**
   * @param output the path that the user gave; null for the default folder
   * @param intoFile whether the path is the file of one photo rather than a folder
   * @param encoding the format and quality of the files
   * @param guard knows all inputs
   */
  public OutputPlan(Path output, boolean intoFile, Encoding encoding, WriteGuard guard) {
    this.output = output;
    this.intoFile = intoFile;
    this.encoding = encoding;
    this.guard = guard;
  }

  /**
   * Returns the task of one photo. Creates the output folder.
   *
   * @throws CdmaaException if its output may not be written anywhere
   */
  public PhotoTask task(Found photo) {
    if (intoFile) {
      requireWritable(folderOf(output));
      return claimed(task(photo.file(), output));
    }
    Path base = output != null ? output : shown(photo).resolve(PhotoFinder.DEFAULT_FOLDER);
    Path folder = base.resolve(photo.below());
    requireWritable(folder);
    String stem = FileNames.stem(photo.file());
    for (int number = 1; ; number++) {
      String name = stem + (number == 1 ? "" : "-" + number) + "." + encoding.format().extension();
      PhotoTask task = task(photo.file(), folder.resolve(name));
      if (!isTaken(task)) {
        return claimed(task);
      }
    }
  }

  private PhotoTask task(Path photo, Path target) {
    return new PhotoTask(photo, target, encoding, SourceAttributes.UNKNOWN);
  }

  /** Returns whether a task's output or record name is taken by an input or by another photo. */
  private boolean isTaken(PhotoTask task) {
    Path target = task.target();
    if (guard.isTaken(target) || guard.isTaken(ProtectionRecord.beside(target))) {
      return true;
    }
    return Files.exists(target)
        && ProtectionRecord.read(target).filter(record -> !record.isOf(task)).isPresent();
  }

  private PhotoTask claimed(PhotoTask task) {
    guard.claim(task.target(), ProtectionRecord::owns);
    guard.claim(
        ProtectionRecord.beside(task.target()),
        file -> ProtectionRecord.read(task.target()).isPresent());
    return task;
  }

  /** Returns the base folder as the user would write it. */
  private static Path shown(Found photo) {
    Path parent = photo.file().toAbsolutePath().getParent();
    if (!PhotoFinder.normal(parent).equals(photo.base())) {
      return photo.base();
    }
    Path named = photo.file().getParent();
    return named == null ? Path.of("") : named;
  }

  private static Path folderOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private void requireWritable(Path folder) {
    Optional<String> problem = folders.computeIfAbsent(FileSet.real(folder), at -> problem(folder));
    if (problem.isPresent()) {
      throw new CdmaaException(ErrorReason.FOLDER, problem.get());
    }
  }

  /** Deletes those of the folders created here in which there is nothing. */
  public void removeEmptyFolders() {
    Collections.reverse(created);
    for (Path folder : created) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        LOG.debug("{} stays, as it holds something", folder, e);
      }
    }
  }

  /** Notes the folders that do not exist yet, the outermost first. */
  private void note(Path folder) {
    if (folder != null && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      note(folder.getParent());
      created.add(folder);
    }
  }

  /** Returns why nothing can be written into a folder, determined by writing a file. */
  private Optional<String> problem(Path folder) {
    try {
      note(FileSet.real(folder));
      Files.createDirectories(folder.toAbsolutePath());
      AtomicFile.sweep(folder.toAbsolutePath());
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
              + FileSet.real(folder)
              + " cannot be written to ("
              + reason
              + "); choose another");
    }
  }
}
