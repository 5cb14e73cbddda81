package io.cdmaa.spark;

import io.cdmaa.FileProtector;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Recognises protected photos by the record beside them. */
final class Results {
  private final Storage storage;
  private final java.nio.file.Path scratch;

  /**
   * The records in each folder, listed once: a query for each of millions of photos takes hours.
   */
  private final Map<Path, Set<Path>> records = new HashMap<>();

  /**
   * @param scratch a folder of this machine for copies of photos that lie elsewhere
   */
  Results(Storage storage, java.nio.file.Path scratch) {
    this.storage = storage;
    this.scratch = scratch;
  }

  /**
   * Returns whether a photo is the one that the record beside it describes.
   *
   * @param photo a qualified path
   */
  boolean contain(Path photo) throws IOException {
    Path record = photo.suffix(Scratch.RECORD);
    Path parent = photo.getParent();
    if (!records.containsKey(parent)) {
      records.put(parent, records(parent));
    }
    if (!records.get(parent).contains(record)) {
      return false;
    }
    if (storage.of(photo) instanceof RawLocalFileSystem) {
      return FileProtector.isProtected(java.nio.file.Path.of(photo.toUri().getPath()));
    }
    java.nio.file.Path folder = Files.createTempDirectory(scratch, "");
    try {
      storage.fetch(photo, folder.resolve(photo.getName()));
      storage.fetch(record, folder.resolve(record.getName()));
      return FileProtector.isProtected(folder.resolve(photo.getName()));
    } finally {
      Scratch.delete(folder);
    }
  }

  private Set<Path> records(Path folder) throws IOException {
    FileSystem system = storage.of(folder);
    Set<Path> found = new HashSet<>();
    for (FileStatus file :
        system.listStatus(folder, path -> path.getName().endsWith(Scratch.RECORD))) {
      found.add(system.makeQualified(file.getPath()));
    }
    return found;
  }
}
