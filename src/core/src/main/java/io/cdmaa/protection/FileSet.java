package io.cdmaa.protection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Files, whatever names they go by: two paths mean one file if they lead to the same place through
 * links, or to the same inode (hard links, and names that differ in case where the file system
 * takes them for one).
 */
final class FileSet {
  private final Set<Path> paths = new HashSet<>();
  private final Set<Object> keys = new HashSet<>();

  FileSet() {}

  FileSet(Collection<Path> files) {
    files.forEach(this::add);
  }

  /** Adds a file; it need not exist. Whether it is new. */
  boolean add(Path file) {
    boolean added = paths.add(real(file));
    Object key = key(file);
    return key == null ? added : keys.add(key) && added;
  }

  /** Whether a path leads to one of the files. */
  boolean contains(Path file) {
    return paths.contains(real(file)) || keys.contains(key(file));
  }

  /** What the file system calls the file; null if it does not exist or has no such name. */
  private static Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /** One spelling per path: links resolved as far as it exists. */
  static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      Path parent = absolute.getParent();
      return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
    }
  }
}
