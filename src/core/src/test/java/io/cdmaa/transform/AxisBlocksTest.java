package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maps of long axes, which are split into blocks. */
class AxisBlocksTest {
  private static final SessionFactory FACTORY = new SessionFactory(RuntimeSettings.cpu());

  private final Random random = new Random(1);

  private FloatTensor values(Frame frame) {
    FloatTensor values = FloatTensor.zeros(frame.channels(), frame.height(), frame.width());
    for (int i = 0; i < values.size(); i++) {
      values.set(i, (float) (random.nextDouble() - 0.5));
    }
    return values;
  }

  private static double product(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  /**
   * Rows and columns that differ in length, against the weights of each pixel, which are tested
   * against Java 2D; the gradient by the definition of the transpose: y . A x = A' y . x.
   */
  @ParameterizedTest
  @CsvSource({
    "resize:0.5,300,257",
    "resize:0.73,257,640",
    "resize:0.05,10,700",
    "resize:0.9:bicubic,520,9",
    "resize:1.5:bilinear,321,322",
    "crop:12,384,300"
  })
  void agreeWithTheSumOverEachPixel(String text, int height, int width) {
    Frame frame = new Frame(3, height, width, 0, 0);
    FloatTensor x = values(frame);
    FloatTensor mapped = FloatTensor.zeros(x.shape());
    try (TransformSession session = new TransformSession(FACTORY, frame)) {
      session.use(Transform.parse(text));
      session.apply(x, mapped);
      AxisMap rows = map(text, height);
      AxisMap columns = map(text, width);
      double[] down = rows.matrix(height, 0, 0, height);
      double[] across = columns.matrix(width, 0, 0, width);
      for (int sample = 0; sample < 2000; sample++) {
        int c = random.nextInt(3);
        int i = random.nextInt(height);
        int j = random.nextInt(width);
        double expected = 0;
        for (int k = 0; k < height; k++) {
          for (int m = 0; down[i * height + k] != 0 && m < width; m++) {
            expected +=
                down[i * height + k] * across[j * width + m] * x.get((c * height + k) * width + m);
          }
        }
        assertThat((double) mapped.get((c * height + i) * width + j))
            .isEqualTo(expected, within(2e-6));
      }
      FloatTensor y = values(frame);
      double direct = product(y, mapped);
      session.pullBack(x, y);
      assertThat(product(y, x)).isEqualTo(direct, within(1e-3));
    }
  }

  private static AxisMap map(String text, int side) {
    Transform transform = Transform.parse(text);
    return transform instanceof Resize resize
        ? resize.thereAndBack(side)
        : CropJitter.enlarged(((CropJitter) transform).rows(side), side);
  }

  /** The matrix of a whole axis would hold 4 million weights. */
  @ParameterizedTest
  @CsvSource({"0.5", "0.75", "0.999"})
  void holdFewWeights(double fraction) {
    AxisBlocks blocks = AxisBlocks.of(map("resize:" + fraction, 2000));
    assertThat(blocks.matrices().size()).isLessThan(200_000);
  }
}
