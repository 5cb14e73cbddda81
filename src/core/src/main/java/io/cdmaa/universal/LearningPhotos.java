package io.cdmaa.universal;

import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Levels;
import io.cdmaa.image.Photo;
import io.cdmaa.image.Resampler;
import io.cdmaa.io.Digest;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The photos that a perturbation is learnt on: their crops at one size, in colour, rounded to 8
 * bits, so that 256 photos of 256 x 256 pixels need 50 MB. Not thread-safe.
 */
public final class LearningPhotos {
  private static final int CHANNELS = 3;

  private final int size;
  private final List<byte[]> pixels = new ArrayList<>();
  private final List<SourceAttributes> faces = new ArrayList<>();
  private final List<String> digests = new ArrayList<>();

  /**
   * Creates an empty collection.
   *
   * @param size side of the crops in pixels, at least 1
   */
  public LearningPhotos(int size) {
    this.size = size;
  }

  /**
   * Adds a photo.
   *
   * @param crop what the generators process of it
   * @param face the known attributes of the face
   * @param sha256 digest of its file
   */
  public void add(Photo photo, Crop crop, SourceAttributes face, String sha256) {
    FloatTensor resized = Resampler.resize(crop.extract(photo.pixels()), size, size);
    byte[] levels = new byte[CHANNELS * size * size];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Levels.EIGHT_BIT.nearest(resized.get(i % resized.size()));
    }
    pixels.add(levels);
    faces.add(face);
    digests.add(sha256 + " " + crop + " " + new TreeMap<>(face.values()));
  }

  /** Returns the number of photos. */
  public int count() {
    return pixels.size();
  }

  /** Returns the side of the crops in pixels. */
  public int size() {
    return size;
  }

  /** Returns a photo's crop as a new tensor [3, size, size] in [-1, 1]. */
  FloatTensor photo(int index) {
    byte[] levels = pixels.get(index);
    FloatTensor photo = FloatTensor.zeros(CHANNELS, size, size);
    for (int i = 0; i < levels.length; i++) {
      photo.set(i, Levels.EIGHT_BIT.value(levels[i] & 0xff));
    }
    return photo;
  }

  /** Returns the known attributes of the face on a photo. */
  SourceAttributes face(int index) {
    return faces.get(index);
  }

  /** Returns a digest of all photos, in order, with crops and attributes. */
  public String digest() {
    return Digest.ofTexts(digests);
  }
}
