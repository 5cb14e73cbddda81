package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.testkit.Checkout;
import io.cdmaa.transform.TransformPhotos.Difference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the graphs make of photos, against the codec and the image operators of the JDK. */
class ForwardTest {
  private static final int[][] SIZES = {
    {128, 128}, {121, 75}, {1, 1}, {1, 5}, {2, 3}, {7, 2}, {9, 4}, {17, 16}, {33, 15}
  };

  private static Difference difference(String text, Photo photo) throws Exception {
    Transform transform = Transform.parse(text);
    Photo real = transform.applyTo(photo);
    assertThat(real.pixels().shape()).containsExactly(photo.pixels().shape());
    return Difference.of(TransformPhotos.levels(transform, photo), real);
  }

  /** Coefficients near the middle between two steps are rounded otherwise in either. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jpeg:50",
        "jpeg:75",
        "jpeg:90",
        "jpeg:95",
        "jpeg:50:444",
        "jpeg:75:444",
        "jpeg:90:444",
        "jpeg:95:444",
        "chroma"
      })
  void jpegOfPortraitsIsThatOfTheCodec(String text) throws Exception {
    for (String name : new String[] {"portrait-000.png", "portrait-007.png"}) {
      Photo photo =
          new PhotoReader(ReadLimits.DEFAULT)
              .read(Checkout.root().resolve("benchmarks/experiments/portraits").resolve(name));
      Difference difference = difference(text, photo);
      assertThat(difference.mean()).isLessThan(0.9);
      assertThat(difference.bias()).isEqualTo(0, within(0.1));
    }
  }

  /** What the codec changes is several times as much, so agreeing is no accident. */
  @Test
  void jpegChangesPhotosByMoreThanTheGraphIsOff() throws Exception {
    Photo photo = TransformPhotos.photo(3, 128, 128);
    for (String text : new String[] {"jpeg:50", "jpeg:75", "jpeg:75:444", "chroma"}) {
      Photo real = Transform.parse(text).applyTo(photo);
      double[] before = TransformPhotos.levels(Tone.brightness(1), photo);
      double change = Difference.of(before, real).mean();
      assertThat(change).as(text).isGreaterThan(5 * difference(text, photo).mean());
    }
  }

  @ParameterizedTest
  @CsvSource({"jpeg:90,3", "jpeg:90,1", "jpeg:97:444,3", "jpeg:40,1", "chroma,3", "chroma,1"})
  void jpegFillsUpBlocksAsTheCodecDoes(String text, int channels) throws Exception {
    for (int[] size : SIZES) {
      Photo photo = TransformPhotos.photo(channels, size[0], size[1], 1);
      assertThat(difference(text, photo).mean()).as("%d x %d", size[0], size[1]).isLessThan(1.5);
    }
  }

  /** Both passes of the JDK's operators round. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "resize:0.75",
        "resize:0.5",
        "resize:0.3",
        "resize:0.75:bilinear",
        "resize:0.5:bicubic",
        "resize:1.3:bicubic",
        "crop:3",
        "gamma:0.8",
        "gamma:1.5",
        "brightness:1.2",
        "brightness:0.7",
        "noise:3"
      })
  void resizingAndTonesAreThoseOfTheOperators(String text) throws Exception {
    for (int[] size : SIZES) {
      for (int channels : new int[] {1, 3}) {
        Photo photo = TransformPhotos.photo(channels, size[0], size[1]);
        Difference difference = difference(text, photo);
        assertThat(difference.mean()).as("%d x %d", size[0], size[1]).isLessThan(0.5);
        assertThat(difference.largest()).as("%d x %d", size[0], size[1]).isLessThan(2);
      }
    }
  }

  /** The JDK's operator cuts fractions off in each of both passes, half a level on average. */
  @ParameterizedTest
  @ValueSource(strings = {"blur:0.5", "blur:1", "blur:3"})
  void blurIsThatOfTheOperator(String text) throws Exception {
    for (int[] size : SIZES) {
      for (int channels : new int[] {1, 3}) {
        Photo photo = TransformPhotos.photo(channels, size[0], size[1]);
        Difference difference = difference(text, photo);
        assertThat(difference.largest()).as("%d x %d", size[0], size[1]).isLessThanOrEqualTo(2.01);
        if (size[0] > 100) {
          assertThat(difference.bias()).isEqualTo(1, within(0.02));
        }
      }
    }
  }

  @Test
  void chainsRunInOrder() throws Exception {
    Photo photo = TransformPhotos.photo(3, 64, 48, 1);
    assertThat(difference("resize:0.5+jpeg:90", photo).mean()).isLessThan(1);
    assertThat(difference("gamma:2+brightness:0.5", photo).mean()).isLessThan(0.6);
    assertThat(difference("brightness:0.5+gamma:2", photo).mean()).isLessThan(0.6);
  }

  /** Of a part of a photo, blocks begin where they begin in the whole photo. */
  @ParameterizedTest
  @CsvSource({"jpeg:75:444,8", "jpeg:75,32"})
  void blocksOfACropLieAsInThePhoto(String text, int margin) throws Exception {
    Photo photo = TransformPhotos.photo(3, 96, 112);
    Transform transform = Transform.parse(text);
    double[] whole = TransformPhotos.levels(transform, photo);
    int top = 21;
    int left = 37;
    int height = 70;
    int width = 71;
    Photo part = TransformPhotos.part(photo, top, left, height, width);
    double[] own = TransformPhotos.levels(transform, part, new Frame(3, height, width, left, top));
    // Blocks that the crop cuts differ, and with halved planes their neighbours' border too.
    for (int c = 0; c < 3; c++) {
      for (int y = margin; y < height - margin; y++) {
        for (int x = margin; x < width - margin; x++) {
          assertThat(own[(c * height + y) * width + x])
              .isEqualTo(whole[(c * 96 + top + y) * 112 + left + x], within(0.01));
        }
      }
    }
  }
}
