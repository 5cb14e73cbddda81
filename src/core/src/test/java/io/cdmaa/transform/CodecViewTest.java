package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecViewTest {
  private static final SessionFactory FACTORY = new SessionFactory(RuntimeSettings.cpu());
  private static final Crop CROP = new Crop(9, 5, 24, 20);

  private final Random random = new Random(1);
  private final Photo original = TransformPhotos.photo(3, 40, 48);
  private final FloatTensor before = CROP.extract(original.pixels());

  /** The crop goes through the codec within the whole photo, so its blocks lie as they will. */
  @ParameterizedTest
  @ValueSource(strings = {"jpeg:75", "jpeg:90:444", "blur:1", "resize:0.5+jpeg:80"})
  void showsWhatTheRealThingMakesOfTheWholePhoto(String text) {
    Transform transform = Transform.parse(text);
    try (CodecView view = new CodecView(original, CROP, FACTORY)) {
      FloatTensor shown = FloatTensor.zeros(before.shape());
      view.use(transform);
      view.apply(before, shown);
      assertThat(shown.toArray())
          .isEqualTo(CROP.extract(transform.applyTo(original).pixels()).toArray());
    }
  }

  /** A gradient that is the same everywhere is left by any mean that keeps grey grey. */
  @Test
  void aJpegLeavesSlowGradientsAndTakesTheMeanOfColours() {
    try (CodecView view = new CodecView(original, CROP, FACTORY)) {
      view.use(Transform.parse("jpeg:75"));
      FloatTensor grey = FloatTensor.zeros(before.shape());
      for (int i = 0; i < grey.size(); i++) {
        grey.set(i, 1);
      }
      view.pullBack(before, grey);
      for (int i = 0; i < grey.size(); i++) {
        assertThat((double) grey.get(i)).isEqualTo(1, within(1e-4));
      }
    }
  }

  /** Without subsampling nothing is left of a JPEG but its rounding. */
  @Test
  void aJpegOfFullColourLeavesGradientsAsTheyAre() {
    try (CodecView view = new CodecView(original, CROP, FACTORY)) {
      view.use(Transform.parse("jpeg:75:444"));
      FloatTensor gradient = FloatTensor.zeros(before.shape());
      for (int i = 0; i < gradient.size(); i++) {
        gradient.set(i, (float) random.nextGaussian());
      }
      float[] expected = gradient.toArray();
      view.pullBack(before, gradient);
      assertThat(gradient.toArray()).isEqualTo(expected);
    }
  }

  @Test
  void chainsLoseTheirRoundingToo() {
    assertThat(Transform.parse("blur:1+jpeg:80").straightened().orElseThrow().text())
        .isEqualTo("blur:1+chroma");
    assertThat(Transform.parse("jpeg:80:444+jpeg:90:444").straightened()).isEmpty();
    assertThat(Transform.parse("resize:0.5").straightened()).contains(Transform.resize(0.5));
  }
}
