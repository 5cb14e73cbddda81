package io.cdmaa.face;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.Photo;
import io.cdmaa.image.Resampler;
import io.cdmaa.runtime.ModelSession;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A detector that the user names: an ONNX model that reads one RGB image in [-1, 1], [1, 3, H, W],
 * and returns boxes and scores for the same N places. Boxes are [.., N, 4], the left, top, right
 * and bottom edge, in fractions of the image or in pixels of the model's input; scores are [.., N],
 * [.., N, 1] or [.., N, 2], where the last number is the probability of a face. A box holds a face
 * from the hairline to the chin, as those of WIDER FACE (Yang et al. 2016) do. Overlapping boxes of
 * one face are reduced to the likeliest here, so that the model need not do it.
 *
 * <p>The file is opened for each photo.
 */
public final class OnnxFaces implements FaceDetector {
  /** The least probability of a face. */
  private static final double LEAST = 0.7;

  /** The overlap from which two boxes hold the same face. */
  private static final double SAME = 0.3;

  /** The longer side of the image for a model that reads any size. */
  private static final int SIDE = 640;

  /** Coordinates up to this one are fractions, which may lie a little outside the image. */
  private static final double LARGEST_FRACTION = 2;

  /**
   * Of faces of average proportions (Farkas 1994): the eyes are 0.46 of the width apart, and lie at
   * 0.38 of the height, which is 1.35 of the width.
   */
  private static final double EYES_APART = 0.46;

  private static final double EYES_DOWN = 0.38;
  private static final double HEIGHT = 1.35;

  private final Path file;

  /**
   * @param file the model
   */
  public OnnxFaces(Path file) {
    this.file = file;
  }

  /** A box with the probability that it holds a face, in fractions of the photo. */
  private record Box(double left, double top, double right, double bottom, double probability) {
    double overlap(Box other) {
      double width = Math.min(right, other.right) - Math.max(left, other.left);
      double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      if (width <= 0 || height <= 0) {
        return 0;
      }
      double shared = width * height;
      return shared / (area() + other.area() - shared);
    }

    double area() {
      return (right - left) * (bottom - top);
    }

    /** Returns the square from the eyebrows to below the mouth. */
    FaceBox on(Photo photo) {
      double width = (right - left) * photo.width();
      double height = (bottom - top) * photo.height();
      double side = Math.sqrt(width * height / HEIGHT) * EYES_APART / FaceSquare.EYES_APART;
      double eyes = top * photo.height() + EYES_DOWN * height;
      return new FaceBox(
          (left + right) / 2 * photo.width() - side / 2,
          eyes - FaceSquare.BOX_EYES * side,
          side,
          probability);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws CdmaaException if the model cannot be used as a detector
   */
  @Override
  public List<FaceBox> detect(Photo photo) {
    try (ModelSession session = new SessionFactory(RuntimeSettings.cpu()).open(file)) {
      FloatTensor image = image(photo, session);
      List<FloatTensor> outputs = session.runAll(List.of(image));
      return likeliest(boxes(outputs, image)).stream()
          .map(box -> box.on(photo))
          .sorted(Comparator.comparingDouble(FaceBox::side).reversed())
          .toList();
    }
  }

  private FloatTensor image(Photo photo, ModelSession session) {
    List<Long> shape = session.inputs().size() == 1 ? session.inputs().get(0).shape() : List.of();
    if (shape.size() != 4 || Math.abs(shape.get(0)) != 1 || shape.get(1) != 3) {
      throw unusable("reads no single RGB image [1, 3, H, W]");
    }
    double scale = Math.min(1, (double) SIDE / Math.max(photo.width(), photo.height()));
    int height = side(shape.get(2), photo.height() * scale);
    int width = side(shape.get(3), photo.width() * scale);
    FloatTensor sized = Resampler.resize(photo.pixels(), height, width);
    FloatTensor image = FloatTensor.zeros(1, 3, height, width);
    for (int i = 0; i < image.size(); i++) {
      image.set(i, sized.get(i % sized.size()));
    }
    return image;
  }

  private static int side(long fixed, double own) {
    return fixed > 0 ? Math.toIntExact(fixed) : (int) Math.max(1, Math.round(own));
  }

  private List<Box> boxes(List<FloatTensor> outputs, FloatTensor image) {
    FloatTensor corners =
        outputs.stream()
            .filter(o -> last(o) == 4)
            .findFirst()
            .orElseThrow(() -> unusable("returns no boxes [.., N, 4]"));
    int count = corners.size() / 4;
    FloatTensor scores =
        outputs.stream()
            .filter(o -> o != corners && (o.size() == count || o.size() == 2 * count))
            .findFirst()
            .orElseThrow(
                () -> unusable("returns no scores [.., N], [.., N, 1] or [.., N, 2] of its boxes"));
    int each = count == 0 ? 1 : scores.size() / count;
    List<Box> found = new ArrayList<>();
    double largest = 0;
    for (int i = 0; i < count; i++) {
      double score = scores.get(i * each + each - 1);
      Box box =
          new Box(
              corners.get(4 * i),
              corners.get(4 * i + 1),
              corners.get(4 * i + 2),
              corners.get(4 * i + 3),
              score);
      if (score >= LEAST && box.right() > box.left() && box.bottom() > box.top()) {
        found.add(box);
        largest = Math.max(largest, Math.max(box.right(), box.bottom()));
      }
    }
    boolean fractions = largest <= LARGEST_FRACTION;
    double width = fractions ? 1 : image.shape()[3];
    double height = fractions ? 1 : image.shape()[2];
    return found.stream()
        .map(
            b ->
                new Box(
                    b.left() / width,
                    b.top() / height,
                    b.right() / width,
                    b.bottom() / height,
                    b.probability()))
        .toList();
  }

  private static long last(FloatTensor tensor) {
    long[] shape = tensor.shape();
    return shape.length == 0 ? 0 : shape[shape.length - 1];
  }

  private static List<Box> likeliest(List<Box> boxes) {
    List<Box> sorted = new ArrayList<>(boxes);
    sorted.sort(Comparator.comparingDouble(Box::probability).reversed());
    List<Box> kept = new ArrayList<>();
    for (Box box : sorted) {
      if (kept.stream().noneMatch(k -> k.overlap(box) > SAME)) {
        kept.add(box);
      }
    }
    return kept;
  }

  private CdmaaException unusable(String why) {
    return new CdmaaException(
        ErrorReason.MODEL, file, file + " is no detector of faces: it " + why);
  }
}
