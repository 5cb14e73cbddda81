package io.cdmaa.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folders that a run creates. Those in which nothing is left at its end are deleted. */
final class MadeFolders {
  private final Storage storage;
  private final Set<Path> made = new LinkedHashSet<>();

  MadeFolders(Storage storage) {
    this.storage = storage;
  }

  /** Notes a folder and those above it that do not exist yet and are about to be created. */
  void note(Path folder) throws IOException {
    for (Path at = folder;
        at != null && !made.contains(at) && storage.status(at) == null;
        at = at.getParent()) {
      made.add(at);
    }
  }

  /** Deletes those of the folders in which there is nothing. */
  void deleteEmpty() throws IOException {
    List<Path> deepestFirst = new ArrayList<>(made);
    deepestFirst.sort(Comparator.comparingInt(Path::depth).reversed());
    for (Path folder : deepestFirst) {
      FileSystem system = storage.of(folder);
      if (storage.status(folder) != null && system.listStatus(folder).length == 0) {
        system.delete(folder, false);
      }
    }
  }
}
