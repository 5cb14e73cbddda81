package io.cdmaa.spark;

import io.cdmaa.PhotoInfo;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds photos by paths with wildcards, as Hadoop reads them: {@code *}, {@code ?}, {@code {a,b}}.
 */
final class PhotoListing {
  private final Storage storage;
  private final boolean recursive;
  private final Path output;
  private final Results results;
  private final SortedMap<Path, Path> found = new TreeMap<>();
  private int protectedAlready;

  /**
   * @param recursive whether to search subfolders of folders
   * @param output the output folder, which is not searched unless it is named
   * @param results recognises protected photos, which are left out unless they are named
   */
  PhotoListing(Storage storage, boolean recursive, Path output, Results results) {
    this.storage = storage;
    this.recursive = recursive;
    this.output = output;
    this.results = results;
  }

  /** Returns the number of photos that are left out because they are protected already. */
  int protectedAlready() {
    return protectedAlready;
  }

  /**
   * Finds the photos of paths: files, and in folders those whose names end like a photo's.
   *
   * @return for each photo the folder that the output folder mirrors: the folder in which it was
   *     found or, for a path with wildcards, the deepest one before the first wildcard
   * @throws InputException if a path matches nothing
   */
  SortedMap<Path, Path> find(List<String> globs) throws IOException {
    for (String glob : globs) {
      find(new Path(glob));
    }
    return found;
  }

  private void find(Path glob) throws IOException {
    FileSystem system = storage.of(glob);
    FileStatus literal = storage.status(glob);
    FileStatus[] matches = literal == null ? system.globStatus(glob) : new FileStatus[] {literal};
    if (matches == null || matches.length == 0) {
      throw new InputException("There is no photo or folder " + glob + "; check the path");
    }
    Path qualified = system.makeQualified(glob);
    Path base =
        literal != null && literal.isDirectory()
            ? qualified
            : beforeWildcards(qualified, literal != null);
    for (FileStatus match : matches) {
      Path path = system.makeQualified(match.getPath());
      if (literal == null && isInOutput(path)) {
        continue;
      }
      if (match.isDirectory()) {
        inFolder(system, path, base);
      } else if (literal != null) {
        found.putIfAbsent(path, base);
      } else if (PhotoInfo.isNamedAsPhoto(path.getName())) {
        add(path, base);
      }
    }
  }

  private static Path beforeWildcards(Path glob, boolean literal) {
    Path at = glob.getParent();
    while (!literal && at.getParent() != null && hasWildcard(at.toUri().getPath())) {
      at = at.getParent();
    }
    return at;
  }

  private static boolean hasWildcard(String text) {
    return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  private void inFolder(FileSystem system, Path folder, Path base) throws IOException {
    for (FileStatus entry : system.listStatus(folder)) {
      String name = entry.getPath().getName();
      if (entry.isDirectory()) {
        if (recursive && !system.makeQualified(entry.getPath()).equals(output)) {
          inFolder(system, entry.getPath(), base);
        }
      } else if (!name.startsWith(".") && PhotoInfo.isNamedAsPhoto(name)) {
        add(system.makeQualified(entry.getPath()), base);
      }
    }
  }

  private boolean isInOutput(Path path) {
    for (Path at = path; at != null; at = at.getParent()) {
      if (at.equals(output)) {
        return true;
      }
    }
    return false;
  }

  private void add(Path photo, Path base) throws IOException {
    if (results.contain(photo)) {
      protectedAlready++;
    } else {
      found.putIfAbsent(photo, base);
    }
  }
}
