package io.cdmaa.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * By what a file is told from another version of it, without reading it. Taken before the file is
 * read, it never belongs to a later version than the bytes that were read.
 *
 * @param size bytes
 * @param modified when it was last written to
 * @param number the file system's own number for it; null where there is none
 */
public record FileVersion(long size, FileTime modified, Object number) {

  /** The version that is there now; empty if there is no file. */
  public static Optional<FileVersion> of(Path file) {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return a.isRegularFile()
          ? Optional.of(new FileVersion(a.size(), a.lastModifiedTime(), a.fileKey()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
