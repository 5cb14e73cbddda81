package io.cdmaa.spark;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.apache.hadoop.fs.Path;

/**
 * Names the protected photos: the tree below a base folder is mirrored in the output folder, and
 * the extension becomes that of the format. Where two photos differ in the extension only, or the
 * name is that of a photo to protect, the later one in the order of their addresses gets a number.
 */
final class PhotoNames {
  private PhotoNames() {}

  /**
   * Returns the items of photos, in the order of their addresses and each once.
   *
   * @param photos addresses of files, and for each the folder that the output folder mirrors
   * @param output the output folder
   * @param extension of the protected photos, without a dot
   * @throws InputException if a photo does not lie below its folder
   */
  static List<PhotoItem> items(SortedMap<Path, Path> photos, Path output, String extension) {
    Set<Path> taken = new HashSet<>(photos.keySet());
    List<PhotoItem> items = new ArrayList<>();
    photos.forEach(
        (photo, base) -> {
          Path folder = new Path(output + Path.SEPARATOR + below(photo, base)).getParent();
          Path target = named(photo, folder, extension, taken);
          items.add(new PhotoItem(photo.toString(), target.toString(), source(photo, folder)));
        });
    return items;
  }

  private static Path named(Path photo, Path folder, String extension, Set<Path> taken) {
    String name = photo.getName();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    Path target = new Path(folder, stem + "." + extension);
    for (int number = 2; !taken.add(target); number++) {
      target = new Path(folder, stem + "-" + number + "." + extension);
    }
    return target;
  }

  private static String below(Path photo, Path base) {
    String root = base.toUri().getPath();
    String prefix = root.endsWith(Path.SEPARATOR) ? root : root + Path.SEPARATOR;
    String path = photo.toUri().getPath();
    if (!sameSystem(photo.toUri(), base.toUri()) || !path.startsWith(prefix)) {
      throw new InputException("The photo " + photo + " does not lie below the folder " + base);
    }
    return path.substring(prefix.length());
  }

  private static boolean sameSystem(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && Objects.equals(one.getAuthority(), other.getAuthority());
  }

  /** Returns a photo's path relative to the folder of its output, as records of files have it. */
  private static String source(Path photo, Path folder) {
    if (!sameSystem(photo.toUri(), folder.toUri())) {
      return photo.toString();
    }
    java.nio.file.Path from = java.nio.file.Path.of(folder.toUri().getPath());
    return from.relativize(java.nio.file.Path.of(photo.toUri().getPath())).toString();
  }

  /** Returns the deepest folder that all photos lie in; null if there is none. */
  static Path common(Collection<Path> photos) {
    Path common = null;
    for (Path photo : photos) {
      common = common == null ? photo.getParent() : common(common, photo);
      if (common == null) {
        return null;
      }
    }
    return common;
  }

  private static Path common(Path folder, Path photo) {
    for (Path at = folder; at != null; at = at.getParent()) {
      String root = at.toUri().getPath();
      String prefix = root.endsWith(Path.SEPARATOR) ? root : root + Path.SEPARATOR;
      if (sameSystem(at.toUri(), photo.toUri()) && photo.toUri().getPath().startsWith(prefix)) {
        return at;
      }
    }
    return null;
  }
}
