package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CosineMapsTest {
  private static final String HEAD =
      "{\"photo\":\"%s\",\"generators\":[\"x\",\"y\"],\"domains\":[[\"red\",\"blue\"],[\"only\"]]}\n";

  @TempDir Path folder;

  @Test
  void eachCosineIsTheMeanOverAllIterationsOfAllChosenPhotos() throws IOException {
    Path file = file();
    CosineMaps maps = CosineMaps.read(file, "");
    assertThat(maps.maps()).extracting(CosineMaps.HeatMap::names).hasSize(2);
    assertThat(maps.maps().get(0).cosines()).isDeepEqualTo(new double[][] {{1, 0.375}, {0.375, 1}});
    assertThat(maps.maps().get(1).title()).isEqualTo("Between domains of x");
    assertThat(maps.maps().get(1).cosines()).isDeepEqualTo(new double[][] {{1, -0.5}, {-0.5, 1}});
    assertThat(CosineMaps.read(file, "b.png").maps().get(0).cosines()[0][1]).isEqualTo(0.75);
  }

  @Test
  void withoutTheDomainsCosinesOnlyTheGeneratorsAreShown() throws IOException {
    assertThat(CosineMaps.read(file(), "b.png").maps()).hasSize(1);
  }

  @Test
  void thePictureShowsAgreementInRedAndConflictInBlue() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CosineMaps.read(file(), "").writePng(bytes);
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
    int half = picture.getWidth() / 2;
    assertThat(share(picture, 0, half, true)).isGreaterThan(0.1);
    assertThat(share(picture, 0, half, false)).isLessThan(0.01);
    assertThat(share(picture, half, picture.getWidth(), false)).isGreaterThan(0.1);
  }

  /** Two iterations of a photo with domains, and one of a photo without. */
  private Path file() throws IOException {
    String domains = ",\"domainCosines\":[[[1,%1$s],[%1$s,1]],[[1]]]";
    String line = "{\"cosines\":[[1,%1$s],[%1$s,1]]%2$s}\n";
    Path file = folder.resolve("d.jsonl");
    Files.writeString(
        file,
        HEAD.formatted("a.png")
            + line.formatted("0.125", domains.formatted("-0.6"))
            + line.formatted("0.25", domains.formatted("-0.4"))
            + HEAD.formatted("b.png")
            + line.formatted("0.75", "").replace(",1]]", ",0.9999999999999999]]"));
    return file;
  }

  /** Share of clearly red, or clearly blue, pixels left of the middle of a chart's colour bar. */
  private static double share(BufferedImage picture, int from, int to, boolean red) {
    int end = from + (to - from) * 3 / 4;
    long count =
        IntStream.range(from, end)
            .mapToLong(
                x ->
                    IntStream.range(0, picture.getHeight())
                        .mapToObj(y -> new Color(picture.getRGB(x, y)))
                        .filter(
                            c -> (red ? c.getRed() - c.getBlue() : c.getBlue() - c.getRed()) > 60)
                        .count())
            .sum();
    return (double) count / (end - from) / picture.getHeight();
  }
}
