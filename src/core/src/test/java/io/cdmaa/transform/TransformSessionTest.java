package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.image.Photo;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions as searches open them, with all of ONNX Runtime's optimisations. */
class TransformSessionTest {
  private static final SessionFactory FACTORY = new SessionFactory(RuntimeSettings.cpu());

  private static double cosine(FloatTensor a, double[] b) {
    double product = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (int i = 0; i < b.length; i++) {
      product += a.get(i) * b[i];
      lengthA += a.get(i) * a.get(i);
      lengthB += b[i] * b[i];
    }
    return product / Math.sqrt(lengthA * lengthB);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jpeg:80",
        "jpeg:80:444",
        "chroma",
        "resize:0.75",
        "blur:1",
        "crop:2",
        "gamma:0.8",
        "noise:2",
        "resize:0.5+jpeg:80"
      })
  void computeWhatTheGraphsSay(String text) throws Exception {
    for (int channels : new int[] {1, 3}) {
      Photo photo = TransformPhotos.photo(channels, 37, 46);
      Frame frame = TransformPhotos.frame(photo);
      Transform transform = Transform.parse(text);
      FloatTensor transformed = FloatTensor.zeros(photo.pixels().shape());
      Tensor64 seed = Tensor64.random(new Random(1), -1, 1, 1, channels, 37, 46);
      FloatTensor gradient = FloatTensor.of(seed.toFloats(), photo.pixels().shape());
      try (TransformSession session = new TransformSession(FACTORY, frame)) {
        session.use(transform);
        session.apply(photo.pixels(), transformed);
        session.pullBack(photo.pixels(), gradient);
      }
      Map<String, Tensor64> inputs = new HashMap<>(TransformPhotos.inputs(transform, photo, frame));
      inputs.put(TransformGraph.SEED, seed);
      Map<String, Tensor64> plain =
          OrtRunner.run(TransformGraph.withGradient(transform, frame), inputs);
      // A sample in the middle between two whole numbers may go either way.
      assertThat(cosine(transformed, plain.get(TransformGraph.TRANSFORMED).data()))
          .isGreaterThan(0.9999);
      assertThat(cosine(gradient, plain.get(TransformGraph.GRADIENT).data())).isGreaterThan(0.999);
    }
  }

  /**
   * One graph serves the qualities whose rounding is differentiated alike; going back and forth
   * gives the same values again.
   */
  @Test
  void qualitiesAreInputs() {
    Photo photo = TransformPhotos.photo(3, 32, 32, 1);
    Frame frame = TransformPhotos.frame(photo);
    assertThat(TransformGraph.structure(Transform.jpeg(10), frame))
        .isEqualTo(TransformGraph.structure(Transform.jpeg(89), frame))
        .isNotEqualTo(TransformGraph.structure(Transform.jpeg(90), frame));
    assertThat(TransformGraph.structure(Transform.jpeg(90), frame))
        .isEqualTo(TransformGraph.structure(Transform.jpeg(95), frame));
    try (TransformSession session = new TransformSession(FACTORY, frame)) {
      FloatTensor first = through(session, Transform.jpeg(10), photo);
      FloatTensor other = through(session, Transform.jpeg(95), photo);
      FloatTensor again = through(session, Transform.jpeg(10), photo);
      assertThat(again.toArray()).containsExactly(first.toArray());
      double toPhoto = distance(other, photo.pixels());
      assertThat(distance(first, photo.pixels())).isGreaterThan(2 * toPhoto);
    }
  }

  private static FloatTensor through(TransformSession session, Transform transform, Photo photo) {
    FloatTensor result = FloatTensor.zeros(photo.pixels().shape());
    session.use(transform);
    session.apply(photo.pixels(), result);
    return result;
  }

  private static double distance(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += Math.abs(a.get(i) - b.get(i));
    }
    return sum / a.size();
  }

  @Test
  void aNeutralToneChangesNothing() {
    Photo photo = TransformPhotos.photo(3, 8, 9);
    try (TransformSession session = new TransformSession(FACTORY, TransformPhotos.frame(photo))) {
      float[] result = through(session, Tone.gamma(1), photo).toArray();
      assertThat(result).containsExactly(photo.pixels().toArray(), within(0.005f));
    }
  }
}
