package io.cdmaa.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.Region;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detectors that the user names. The models here find a face where the photo is bright. */
class OnnxFacesTest {
  private static final int SIDE = 16;

  /** Three boxes of the shape of a face, 0.2 wide and 0.27 high; the first two nearly coincide. */
  private static final float[] BOXES = {
    .30f, .20f, .50f, .47f, .31f, .21f, .51f, .48f, .70f, .60f, .90f, .87f
  };

  private static final float[] PROBABILITIES = {.8f, .9f, .95f};

  @TempDir private Path folder;

  /** The probabilities are multiplied by the brightness of the photo, 0 to 1. */
  private static String scores(GraphBuilder b, long... dims) {
    String mean = b.reduce("ReduceMean", "image", false, 0, 1, 2, 3);
    String bright = b.scale(b.add(mean, b.scalar(1)), 0.5);
    return b.reshape(b.mul(b.constant(TensorData.ofFloats(PROBABILITIES, 3)), bright), dims);
  }

  private static GraphBuilder builder() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    return b;
  }

  private Path model(GraphBuilder b, String scores, float[] boxes) throws IOException {
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("scores", scores);
    outputs.put("boxes", b.op("Identity", b.constant(TensorData.ofFloats(boxes, 1, 3, 4))));
    return Files.write(
        folder.resolve("detector.onnx"), GraphCodec.encode(b.build(outputs)).toByteArray());
  }

  private static Photo photo(int width, int height, Color colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = image.createGraphics();
    drawing.setColor(colour);
    drawing.fillRect(0, 0, width, height);
    drawing.dispose();
    return PhotoImages.toPhoto(image);
  }

  /**
   * Of a face of 40 x 54 pixels at 62,42: eyes 0.46 of the width apart (18.4 pixels), which are 0.4
   * of a box of 46 pixels, and in row 42 + 0.38 * 54 = 62.5, which is 0.39 of the box.
   */
  private static void assertFaces(List<FaceBox> faces) {
    assertThat(faces).hasSize(2);
    assertThat(faces).allMatch(face -> Math.abs(face.side() - 46) < 0.1);
    FaceBox first = faces.stream().filter(f -> f.centreX() < 100).findFirst().orElseThrow();
    assertThat(first.centreX()).isCloseTo(82, Offset.offset(0.1));
    assertThat(first.y() + 0.39 * first.side()).isCloseTo(62.5, Offset.offset(0.1));
    assertThat(first.confidence()).isCloseTo(0.9, Offset.offset(1e-4));
  }

  @Test
  void boxesOfOneFaceBecomeOneSquareAroundEyesAndMouth() throws IOException {
    GraphBuilder b = builder();
    OnnxFaces faces = new OnnxFaces(model(b, scores(b, 1, 3), BOXES));

    assertFaces(faces.detect(photo(200, 200, Color.WHITE)));
    assertThat(faces.detect(photo(200, 200, Color.BLACK))).isEmpty();
    assertThat(faces.detect(photo(200, 200, Color.GRAY))).isEmpty();
  }

  @Test
  void aPairOfScoresEndsWithTheProbabilityOfAFace() throws IOException {
    GraphBuilder b = builder();
    String face = scores(b, 1, 3, 1);
    String none = b.sub(b.scalar(1), face);
    String pairs = b.op("Concat", Attributes.of("axis", 2), none, face);

    assertFaces(new OnnxFaces(model(b, pairs, BOXES)).detect(photo(200, 200, Color.WHITE)));
  }

  @Test
  void boxesMayBeInPixelsOfTheModelsInput() throws IOException {
    GraphBuilder b = builder();
    float[] pixels = BOXES.clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] *= SIDE;
    }

    assertFaces(
        new OnnxFaces(model(b, scores(b, 1, 3), pixels)).detect(photo(200, 200, Color.WHITE)));
  }

  @Test
  void theChosenDetectorDecidesOnTheRegion() throws IOException {
    GraphBuilder b = builder();
    Optional<Path> model = Optional.of(model(b, scores(b, 1, 3), BOXES));
    Photo photo = photo(400, 400, Color.WHITE);

    assertThat(new CropChoice("auto").in(photo).faces()).isEmpty();
    Region region = new CropChoice("auto", model).in(photo);
    assertThat(region.faces()).hasSize(2);
    assertThat(region.crops())
        .containsExactlyInAnyOrder(
            FaceSquare.of(region.faces().get(0), 400, 400),
            FaceSquare.of(region.faces().get(1), 400, 400));
  }

  @Test
  void aModelWithoutBoxesIsNoDetector() throws IOException {
    GraphBuilder b = builder();
    Map<String, String> outputs = Map.of("scores", scores(b, 1, 3));
    Path file =
        Files.write(
            folder.resolve("detector.onnx"), GraphCodec.encode(b.build(outputs)).toByteArray());

    assertThatThrownBy(() -> new OnnxFaces(file).detect(photo(20, 20, Color.WHITE)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("returns no boxes");
  }
}
