package io.cdmaa;

import io.cdmaa.face.FaceBox;
import io.cdmaa.face.FaceSquare;
import io.cdmaa.face.FrontalFaces;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import java.nio.file.Path;
import java.util.List;

/**
 * A face that was found on a photo, in pixels from the top left corner of the upright photo.
 *
 * @param x the left edge of the face, from about the eyebrows to below the mouth; may lie outside
 *     the photo
 * @param y its top edge
 * @param side its width and height
 * @param crop the square around the face that {@code "faces"} protects, as {@code x,y,w,h}; see
 *     {@link PhotoOptions#withCrop}
 */
public record FoundFace(long x, long y, long side, String crop) {
  /**
   * Finds frontal faces, as a crop of {@code "faces"} does, so that a person can correct them.
   *
   * @param file the content of a photo file
   * @param name the photo's name in messages
   * @return the largest first; empty if none is found
   * @throws CdmaaException if it is not a photo that can be read, or needs more memory than there
   *     is
   */
  public static List<FoundFace> on(byte[] file, String name) {
    Path path = Path.of(name);
    try {
      Photo photo = new PhotoReader(ReadLimits.DEFAULT).read(file, path);
      List<FaceBox> faces = new FrontalFaces().detect(photo);
      return faces.stream().map(face -> of(face, photo)).toList();
    } catch (OutOfMemoryError e) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          path,
          "The photo " + name + " needs more memory than there is; scale it down",
          e);
    }
  }

  private static FoundFace of(FaceBox face, Photo photo) {
    return new FoundFace(
        Math.round(face.x()),
        Math.round(face.y()),
        Math.round(face.side()),
        FaceSquare.of(face, photo.width(), photo.height()).text());
  }
}
