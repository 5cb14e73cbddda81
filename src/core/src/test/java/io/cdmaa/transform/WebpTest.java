package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.testkit.Checkout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WebpTest {
  private static double meanChange(Photo photo, Transform transform) {
    Photo served = transform.applyTo(photo);
    assertThat(served.pixels().shape()).containsExactly(photo.pixels().shape());
    double sum = 0;
    for (int i = 0; i < photo.pixels().size(); i++) {
      sum += Math.abs(photo.pixels().get(i) - served.pixels().get(i)) * 127.5;
    }
    return sum / photo.pixels().size();
  }

  @Test
  void lowerQualitiesChangeThePhotoMore() {
    Photo photo =
        new PhotoReader(ReadLimits.DEFAULT)
            .read(Checkout.root().resolve("benchmarks/experiments/portraits/portrait-000.png"));
    double high = meanChange(photo, Transform.webp(95));
    double middle = meanChange(photo, Transform.webp(80));
    double low = meanChange(photo, Transform.webp(20));
    assertThat(high).isBetween(0.5, 2.0);
    assertThat(middle).isGreaterThan(high);
    assertThat(low).isBetween(middle, 10.0);
  }

  @Test
  void sizesAndGreyAreKept() {
    for (int[] size : new int[][] {{1, 1}, {7, 2}, {17, 16}, {33, 15}}) {
      for (int channels : new int[] {1, 3}) {
        Photo photo = TransformPhotos.photo(channels, size[0], size[1], 1);
        assertThat(meanChange(photo, Transform.webp(90))).isLessThan(12);
      }
    }
  }

  /** The file begins with a RIFF header, and its first chunk is that of a lossy picture. */
  @Test
  void theFileIsALossyWebp() {
    byte[] file = new PhotoWriter().encodeWebp(TransformPhotos.photo(3, 20, 30), 80);
    assertThat(new String(file, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
    assertThat(new String(file, 8, 8, StandardCharsets.US_ASCII)).isEqualTo("WEBPVP8 ");
    Photo read = new PhotoReader(ReadLimits.DEFAULT).read(file, Path.of("a file in memory"));
    assertThat(read.width()).isEqualTo(30);
  }

  @Test
  void aSearchCannotOptimiseThroughIt() {
    assertThat(Transform.parse("resize:0.5+webp:80").hasPrefix()).isFalse();
    assertThatThrownBy(() -> Survival.parse("jpeg:80,resize:0.5+webp:80"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("'resize:0.5+webp:80' has no differentiable form");
  }
}
