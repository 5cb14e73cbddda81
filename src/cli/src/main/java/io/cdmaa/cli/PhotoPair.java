package io.cdmaa.cli;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.PictureFile;
import io.cdmaa.io.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A photo and its protected version.
 *
 * @param original the unprotected photo
 * @param protectedFile the protected photo
 */
record PhotoPair(Path original, Path protectedFile) {
  /**
   * Returns the pairs of two files, or of the photos of two folders with equal names apart from
   * their extensions, sorted by name.
   *
   * @throws CdmaaException if one is a file and the other a folder, or a protected photo has no
   *     original or several, or there is none
   */
  static List<PhotoPair> of(Path original, Path protectedPath) {
    if (Files.isDirectory(original) != Files.isDirectory(protectedPath)) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          original + " and " + protectedPath + " must both be photos or both be folders");
    }
    if (!Files.isDirectory(original)) {
      return List.of(new PhotoPair(original, protectedPath));
    }
    Map<String, List<Path>> originals =
        photos(original).stream().collect(Collectors.groupingBy(FileNames::stem));
    List<PhotoPair> pairs = new ArrayList<>();
    for (Path file : photos(protectedPath)) {
      List<Path> found = originals.getOrDefault(FileNames.stem(file), List.of());
      if (found.size() != 1) {
        throw new CdmaaException(
            ErrorReason.COMMAND,
            file
                + " has "
                + (found.isEmpty() ? "no original" : "several originals")
                + " in "
                + original
                + "; there must be one with the same name");
      }
      pairs.add(new PhotoPair(found.get(0), file));
    }
    if (pairs.isEmpty()) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          "There is no photo (jpg, png, bmp, tif or webp) in " + protectedPath);
    }
    return pairs;
  }

  private static List<Path> photos(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(PictureFile::isNamedAsPhoto)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw Causes.unreadable("The folder", folder, e);
    }
  }
}
