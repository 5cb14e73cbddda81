package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.Digest;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.PhotoFinder;
import io.cdmaa.universal.LearningPhotos;
import java.nio.file.Path;
import java.util.List;

/** Reads the photos to learn on; prints those that cannot be read, and does without them. */
final class LearningSet {
  private final Console console;
  private final CropChoice crop;
  private final LabelOptions.Faces faces;
  private int failures;

  LearningSet(Console console, CropChoice crop, LabelOptions.Faces faces) {
    this.console = console;
    this.crop = crop;
    this.faces = faces;
  }

  /**
   * Reads the photos.
   *
   * @param size side of their crops in pixels
   * @throws CdmaaException if none can be read
   * @throws java.util.concurrent.CancellationException if the user stopped the command
   */
  LearningPhotos read(List<PhotoFinder.Found> photos, int size) {
    LearningPhotos read = new LearningPhotos(size);
    PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
    for (PhotoFinder.Found found : photos) {
      console.interruption().token().throwIfCancelled();
      Path file = found.file();
      try {
        Photo photo = reader.read(file);
        read.add(photo, crop.in(photo).crops().get(0), faces.on(file), Digest.of(file));
      } catch (CdmaaException e) {
        failures++;
        console.error("Left out: " + Failures.about(file, e));
      }
    }
    if (read.count() == 0) {
      throw new CdmaaException(
          ErrorReason.COMMAND, "None of the photos can be learnt on; name others with --photos");
    }
    return read;
  }

  /** Returns how many photos could not be read. */
  int failures() {
    return failures;
  }
}
