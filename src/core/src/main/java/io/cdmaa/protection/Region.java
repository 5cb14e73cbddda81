package io.cdmaa.protection;

import io.cdmaa.face.FaceBox;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the generators process of one photo.
 *
 * @param crops one or more rectangles, which may overlap
 * @param faces the face in each of them, in the same order; empty if no faces were asked for, or
 *     none was found
 */
public record Region(List<Crop> crops, List<FaceBox> faces) {
  /**
   * A face and its crop as JSON has them, in whole pixels.
   *
   * @param x the left edge of the face
   * @param y its top edge
   * @param side the side of the face
   * @param crop what the generators process, as x,y,w,h
   */
  public record FaceJson(long x, long y, long side, String crop) {}

  /** Copies the lists. */
  public Region {
    crops = List.copyOf(crops);
    faces = List.copyOf(faces);
    if (crops.isEmpty() || !(faces.isEmpty() || faces.size() == crops.size())) {
      throw new IllegalArgumentException(crops.size() + " crops of " + faces.size() + " faces");
    }
  }

  /** Returns a region of one rectangle that was not chosen by a face. */
  public static Region of(Crop crop) {
    return new Region(List.of(crop), List.of());
  }

  /** Returns the faces as JSON; null if there are none. */
  public List<FaceJson> json() {
    return faces.isEmpty()
        ? null
        : IntStream.range(0, faces.size())
            .mapToObj(
                i ->
                    new FaceJson(
                        Math.round(faces.get(i).x()),
                        Math.round(faces.get(i).y()),
                        Math.round(faces.get(i).side()),
                        crops.get(i).text()))
            .toList();
  }

  /**
   * Returns the crops that a picture of the photo should show: all of them, but none if there is
   * only the largest centred square or the whole photo.
   *
   * @param photo on which they lie
   */
  public List<Crop> shown(Photo photo) {
    return crops.equals(List.of(Crop.centreSquare(photo.width(), photo.height())))
            || crops.equals(List.of(Crop.whole(photo.width(), photo.height())))
        ? List.of()
        : crops;
  }

  /** Returns the faces, or else several crops, in one sentence; empty for a single crop. */
  public String describe() {
    if (faces.isEmpty()) {
      return crops.size() == 1
          ? ""
          : crops.size()
              + " regions: "
              + crops.stream().map(Crop::text).collect(Collectors.joining("; "))
              + ".";
    }
    String each =
        IntStream.range(0, faces.size())
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "%.0f pixels wide at %.0f,%.0f (crop %s)",
                        faces.get(i).side(),
                        faces.get(i).x(),
                        faces.get(i).y(),
                        crops.get(i).text()))
            .collect(Collectors.joining("; "));
    return faces.size() == 1
        ? "Face found: " + each + "."
        : faces.size() + " faces found: " + each + ".";
  }
}
