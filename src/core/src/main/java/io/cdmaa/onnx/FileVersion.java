package io.cdmaa.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Identifies a version of a file without reading it. If it is taken before reading, it never
 * belongs to a later version than the bytes that are read.
 *
 * @param size bytes
 * @param modified time of the last write
 * @param number the file system's identifier of the file; null if there is none
 */
public record FileVersion(long size, FileTime modified, Object number) {

  /** Returns the current version; empty if there is no file. */
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
