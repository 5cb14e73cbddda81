package io.cdmaa.protection;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.face.FaceBox;
import io.cdmaa.face.FaceDetector;
import io.cdmaa.face.FaceSquare;
import io.cdmaa.face.FrontalFaces;
import io.cdmaa.face.OnnxFaces;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The region of a photo that the generators process.
 *
 * @param text {@code auto}, {@code face}, {@code faces}, {@code centre}, {@code whole}, or one or
 *     more {@code x,y,w,h} in pixels, joined by {@code +}
 * @param detector an ONNX model that finds the faces, as {@link OnnxFaces} reads it; empty for the
 *     bundled detector
 */
public record CropChoice(String text, Optional<Path> detector) {
  /** The text of {@link #DEFAULT}. */
  public static final String DEFAULT_TEXT = "auto";

  private static final String AUTO = DEFAULT_TEXT;
  private static final String FACE = "face";
  private static final String FACES = "faces";

  private static final Set<String> OF_FACES = Set.of(AUTO, FACE, FACES);

  private static final String RECTANGLE = "\\d+(,\\d+){3}";
  private static final Pattern RECTANGLES = Pattern.compile(RECTANGLE + "(\\+" + RECTANGLE + ")*");

  /** Each rectangle takes a search of its own. */
  private static final int MOST_RECTANGLES = 64;

  /** The default: the faces if any are found, else the largest centred square. */
  public static final CropChoice DEFAULT = new CropChoice(DEFAULT_TEXT);

  /** The largest centred square. */
  public static final CropChoice CENTRE = new CropChoice("centre");

  /** The whole photo. */
  public static final CropChoice WHOLE = new CropChoice("whole");

  /**
   * Normalises the text; a rectangle that is named twice counts once.
   *
   * @throws CdmaaException if it is none of these, or names more than 64 rectangles
   */
  public CropChoice {
    String plain = text.replaceAll("\\s*([,+])\\s*", "$1").strip().toLowerCase(Locale.ROOT);
    if (plain.equals("center")) {
      plain = "centre";
    }
    boolean rectangles = RECTANGLES.matcher(plain).matches();
    if (!OF_FACES.contains(plain)
        && !plain.equals("centre")
        && !plain.equals("whole")
        && !rectangles) {
      throw new CdmaaException(
          ErrorReason.CROP,
          "'"
              + text
              + "' is none of auto, face, faces, centre, whole and x,y,w,h in pixels (several"
              + " joined by +)");
    }
    text = rectangles ? joined(plain) : plain;
  }

  /**
   * Creates a choice with the bundled detector.
   *
   * @throws CdmaaException as the constructor above
   */
  public CropChoice(String text) {
    this(text, Optional.empty());
  }

  /** Returns a copy whose faces are found by a model, or by the bundled detector. */
  public CropChoice with(Optional<Path> model) {
    return new CropChoice(text, model);
  }

  private static String joined(String rectangles) {
    List<String> each = Arrays.stream(rectangles.split("\\+", -1)).distinct().toList();
    if (each.size() > MOST_RECTANGLES) {
      throw new CdmaaException(
          ErrorReason.CROP,
          each.size()
              + " rectangles are more than the "
              + MOST_RECTANGLES
              + " of one photo; name fewer");
    }
    return String.join("+", each);
  }

  /** Returns a choice of exactly these rectangles. */
  public static CropChoice of(List<Crop> crops) {
    return new CropChoice(crops.stream().map(Crop::text).collect(Collectors.joining("+")));
  }

  /** Returns whether the region depends on the faces that are found on a photo. */
  public boolean isOfFaces() {
    return OF_FACES.contains(text);
  }

  /**
   * Checks the choice before a photo is decoded.
   *
   * @throws CdmaaException if it extends beyond a photo of this size
   */
  public void requireFits(int photoWidth, int photoHeight) {
    if (!isOfFaces()) {
      rectangles(photoWidth, photoHeight);
    }
  }

  /**
   * Returns the rectangles of a choice that does not depend on faces.
   *
   * @throws CdmaaException if one extends beyond a photo of this size
   */
  public List<Crop> rectangles(int photoWidth, int photoHeight) {
    return Arrays.stream(text.split("\\+", -1))
        .map(name -> Crop.named(name, photoWidth, photoHeight))
        .toList();
  }

  /**
   * Returns the region of a photo: of {@code face} the square around the largest face, of {@code
   * faces} one around each, and of {@code auto} the same, or the largest centred square if no face
   * is found.
   *
   * @throws CdmaaException if it extends beyond the photo, or a face is asked for and none is found
   */
  public Region in(Photo photo) {
    if (!isOfFaces()) {
      return new Region(rectangles(photo.width(), photo.height()), List.of());
    }
    FaceDetector faces = detector.<FaceDetector>map(OnnxFaces::new).orElseGet(FrontalFaces::new);
    List<FaceBox> found = faces.detect(photo);
    if (found.isEmpty() && !text.equals(AUTO)) {
      throw new CdmaaException(
          ErrorReason.CROP,
          "No face was found on the photo; name the region as x,y,w,h in pixels, or take the"
              + " centre");
    }
    if (found.isEmpty()) {
      return Region.of(Crop.centreSquare(photo.width(), photo.height()));
    }
    List<FaceBox> chosen = text.equals(FACE) ? found.subList(0, 1) : found;
    return new Region(
        chosen.stream().map(face -> FaceSquare.of(face, photo.width(), photo.height())).toList(),
        chosen);
  }
}
