package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WebP against libwebp as Pillow carries it: {@code tools/webp_fixtures.py} wrote the files and
 * what libwebp decodes them to.
 */
class WebpDecodingTest {
  private static final Offset<Float> TWO_LEVELS = Offset.offset(2.01f / 127.5f);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one-pixel",
        "narrow",
        "odd",
        "blocks",
        "noise",
        "strong-filter",
        "smooth",
        "transparent",
        "animation"
      })
  void pixelsAreThoseThatViewersShow(String name) throws IOException {
    Photo decoded = read(TestPhotos.fixture("webp/" + name + ".webp"));
    Photo expected = read(TestPhotos.fixture("webp/" + name + ".png"));
    assertThat(decoded.pixels().shape()).containsExactly(expected.pixels().shape());
    assertThat(decoded.pixels().toArray()).containsExactly(expected.pixels().toArray(), TWO_LEVELS);
    assertThat(decoded.alpha().isPresent()).isEqualTo(expected.alpha().isPresent());
    for (int i = 0; i < decoded.width() * decoded.height() && decoded.alpha().isPresent(); i++) {
      assertThat(decoded.alpha().get().level(i)).isEqualTo(expected.alpha().get().level(i));
    }
  }

  @Test
  void aCanvasThatDisagreesWithThePictureInItIsRefused() throws IOException {
    byte[] photo = TestPhotos.fixture("webp/blocks.webp");
    byte[] huge = TestPhotos.webpWith(photo, 4000, 3000, new byte[0], new byte[0]);
    assertThatThrownBy(() -> read(huge)).isInstanceOf(CdmaaException.class);
  }

  @Test
  void anAnimationWithoutAFrameAndOneCutInItsFirstFrameAreRefused() throws IOException {
    byte[] animation = TestPhotos.fixture("webp/animation.webp");
    byte[] none = animation.clone();
    for (int at : indicesOf(animation, "ANMF")) {
      none[at] = 'X';
    }
    assertThatThrownBy(() -> read(none)).hasMessageContaining("an animation without a frame");
    int first = indicesOf(animation, "ANMF").get(0);
    byte[] cut = Arrays.copyOf(animation, first + 60);
    // The container's own length is made to fit, so that the frame's is what does not.
    cut[4] = (byte) (cut.length - 8);
    cut[5] = 0;
    assertThatThrownBy(() -> read(cut))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("WebP photo");
  }

  private static List<Integer> indicesOf(byte[] bytes, String word) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return java.util.stream.IntStream.range(0, bytes.length)
        .filter(i -> text.startsWith(word, i))
        .boxed()
        .toList();
  }

  private Photo read(byte[] bytes) throws IOException {
    return new PhotoReader(ReadLimits.DEFAULT).read(Files.write(folder.resolve("photo"), bytes));
  }
}
