package io.cdmaa.protection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * A set of files, independent of their names: two paths denote the same file if they resolve to the
 * same place through links, or to the same inode (hard links, and names that differ only in case on
 * a case-insensitive file system).
 */
final class FileSet {
  private final Set<Path> paths = new HashSet<>();
  private final Set<Object> keys = new HashSet<>();

  FileSet() {}

  FileSet(Collection<Path> files) {
    files.forEach(this::add);
  }

  /** Adds a file, which need not exist. Returns whether it is new. */
  boolean add(Path file) {
    boolean added = paths.add(real(file));
    Object key = key(file);
    return key == null ? added : keys.add(key) && added;
  }

  /** Returns whether a path denotes one of the files. */
  boolean contains(Path file) {
    return paths.contains(real(file)) || keys.contains(key(file));
  }

  /** Returns the file system's key of the file; null if the file does not exist or has no key. */
  private static Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Returns the canonical form of a path: links resolved as far as it exists. As in the operating
   * system, {@code ..} after a link leads to the parent of what the link refers to.
   */
  static Path real(Path path) {
    Path absolute = path.toAbsolutePath();
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      Path parent = absolute.getParent();
      return parent == null ? absolute : real(parent).resolve(absolute.getFileName()).normalize();
    }
  }
}
