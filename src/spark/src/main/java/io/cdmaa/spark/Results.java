package io.cdmaa.spark;

import io.cdmaa.FileProtector;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Recognises protected photos by the record beside them. */
final class Results {
  private final Storage storage;
  private final java.nio.file.Path scratch;

  /**
   * @param scratch a folder of this machine for copies of photos that lie elsewhere
   */
  Results(Storage storage, java.nio.file.Path scratch) {
    this.storage = storage;
    this.scratch = scratch;
  }

  /** Returns whether a photo is the one that the record beside it describes. */
  boolean contain(Path photo) throws IOException {
    Path record = photo.suffix(Scratch.RECORD);
    if (storage.status(record) == null) {
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
}
